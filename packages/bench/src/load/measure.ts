import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "@logstead/base";
import type { SiteHost } from "@logstead/inventory";
import { allLines, failure, type LokiClient, onHost } from "@logstead/operate/parts";

/** A source that is measured: what writes into it, and where. */
export type MeasuredStream = { id: string } & (
  | { how: "journal" }
  | { how: "file"; path: string }
  | { how: "container"; image: string }
  | { how: "tcp" | "udp"; address: string; port: number; device: string }
);

export interface Load {
  run: string;
  /** Lines in each stream, and how many a second. */
  lines: number;
  rate: number;
  /** Each how many lines one holds a password that redaction must hide. */
  secretEvery: number;
  /** Seconds that a line number 0 comes before the others; 0 for no such line. */
  first: number;
}

const script = readFileSync(join(import.meta.dirname, "write.py"));
const start = "import sys; b = sys.stdin.buffer; exec(compile(b.read(int(b.readline())), 'measure', 'exec'))";

/** Writes numbered lines into streams of a host; how many each was given. */
export async function writeLoad(
  host: SiteHost,
  streams: MeasuredStream[],
  load: Load,
): Promise<Record<string, number>> {
  const ran = await onHost(host, `sudo -n python3 -c "${start}"`, {
    input: `${script.length}\n${script}${JSON.stringify({ ...load, streams })}\n`,
  });
  if (ran.code === 0) return JSON.parse(ran.stdout) as Record<string, number>;
  throw new ProblemError(failure(host, "writing lines to measure", ran));
}

/** Seconds from the writing of a stream's lines until a query found them. */
export interface Latency {
  /** Of a line that came when the stream was new. */
  first: number | undefined;
  /** Of the others, sorted. */
  times: number[];
}

/** Longer than a collector takes to find a new file or container. */
const firstSeconds = 8;

/** Writes lines and asks for them at the same time; what each stream's took. */
export async function latencies(
  loki: LokiClient,
  hosts: { host: SiteHost; streams: MeasuredStream[] }[],
  { run, lines, rate }: Pick<Load, "run" | "lines" | "rate">,
): Promise<Map<string, Latency>> {
  const found = new Map<string, Map<string, number>>(
    hosts.flatMap(({ streams }) => streams.map(({ id }) => [id, new Map<string, number>()] as const)),
  );
  let writing = true;
  let sent: Record<string, number> = {};
  const load = { run, lines, rate, secretEvery: 1, first: firstSeconds };
  const writes = Promise.all(hosts.map(({ host, streams }) => writeLoad(host, streams, load)))
    .then((all) => {
      sent = Object.assign({}, ...all);
    })
    .finally(() => {
      writing = false;
    });
  // told by `await writes` below
  writes.catch(() => {});
  let from = Date.now() - 1000;
  let last = Date.now();
  const complete = () => Object.entries(sent).every(([id, count]) => (found.get(id)?.size ?? 0) > count);
  while (writing || (!complete() && Date.now() - last < 30_000)) {
    const lines = await loki.lines(`{tenant=~".+"} |= \`lsq=${run}/\``, { from });
    const now = Date.now();
    for (const { line } of lines) {
      const [, id = "", n = "", at = ""] = /lsq=\w+\/([\w-]+)\/(\d+) t=(\d+)/.exec(line) ?? [];
      const seen = found.get(id);
      if (!seen || seen.has(n)) continue;
      seen.set(n, (now - Number(at)) / 1000);
      last = now;
    }
    // what may still come late is asked for again
    from = Math.max(from, now - 8000);
    await new Promise((next) => setTimeout(next, 50));
  }
  await writes;
  return new Map(
    [...found].map(([id, seen]) => {
      const first = seen.get("0");
      seen.delete("0");
      return [id, { first, times: [...seen.values()].sort((a, b) => a - b) }];
    }),
  );
}

/** Rounds of two seconds without a new line: longer than a collector waits between two tries (30 s). */
const quietRounds = 20;

/**
 * All lines of a run, as Loki has them. Waits until `expected` lines of the streams that lose none are there, or
 * until their number has not grown for a while (that is `whole`), and two seconds more: what is doubled comes late.
 */
export async function linesOfRun(
  loki: LokiClient,
  run: string,
  from: number,
  { expected, streams }: { expected: number; streams: string[] },
): Promise<{ lines: string[]; whole: number }> {
  // Loki logs each query, and that becomes a line too: this one does not fit itself
  const query = (ids: string) => `{tenant=~".+"} |= \`lsq=${run}/\` |~ \`lsq=${run}/${ids}/[0-9]+ t=\``;
  const awaited = query(`(?:${streams.join("|")})`);
  for (let [quiet, there] = [0, -1]; quiet < quietRounds && there < expected; ) {
    await new Promise((next) => setTimeout(next, 2000));
    const seconds = Math.ceil((Date.now() - from) / 1000);
    const [now] = await loki.values(`sum(count_over_time(${awaited}[${seconds}s]))`);
    const count = now?.value ?? 0;
    quiet = count > there ? 0 : quiet + 1;
    there = count;
  }
  const whole = Date.now();
  await new Promise((next) => setTimeout(next, 2000));
  const lines: string[] = [];
  for await (const { line } of allLines(loki, query("[a-z-]+"), from)) lines.push(line);
  return { lines, whole };
}

export const percentile = (sorted: number[], share: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
