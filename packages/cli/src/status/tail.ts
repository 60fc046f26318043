import { type LogLine, openLoki, tail } from "@logstead/operate";
import { siteOf } from "../inventory/site.ts";
import { paint } from "../output/colour.ts";
import type { OutputOptions } from "../output/print.ts";

interface Options extends OutputOptions {
  env: string;
  host?: string;
  source?: string;
  grep?: string;
  query?: string;
  lines: number;
  follow: boolean;
}

export async function runTail(options: Options): Promise<void> {
  const loki = await openLoki(siteOf(options.env));
  try {
    const follow = { last: options.lines, follow: options.follow };
    for await (const line of tail(loki, options.query ?? queryOf(options), follow))
      process.stdout.write(`${options.output === "json" ? json(line) : text(line)}\n`);
  } finally {
    loki.close();
  }
}

function queryOf({ host, source, grep }: Options): string {
  const matchers = [
    ...(host ? [`host=${JSON.stringify(host)}`] : []),
    ...(source ? [`source=${JSON.stringify(source)}`] : []),
  ];
  const filter = grep ? ` |= ${JSON.stringify(grep)}` : "";
  return `{${matchers.join(", ") || 'tenant=~".+"'}}${filter}`;
}

function text({ timestamp, labels, line }: LogLine): string {
  const time = new Date(Number(timestamp / 1_000_000n)).toISOString().slice(11, 23);
  const place = [labels.host, labels.service ?? labels.source].filter(Boolean).join(" ");
  return `${paint("gray", time)} ${paint("cyan", place)} ${line}`;
}

const json = ({ timestamp, labels, metadata, line }: LogLine) =>
  JSON.stringify({ timestamp: String(timestamp), labels, metadata, line });
