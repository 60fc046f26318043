import { ExitCode } from "@logstead/base";
import type { LabIncidentKind } from "@logstead/lab";
import {
  alertChannels,
  type IncidentRow,
  type IncidentsResult,
  labIncidentsRun,
} from "@logstead/operate/incidents";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";

interface Options extends OutputOptions {
  name: string;
  env: string;
  only?: LabIncidentKind[];
}

/** `lab incidents`: real incidents in the lab, and what the channels tell of them. */
export async function incidents(options: Options): Promise<void> {
  const site = siteOf(options.env);
  const channels = alertChannels(site);
  const live = process.stderr.isTTY ? redrawn(channels) : plain(channels);
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  const result = await labIncidentsRun(site, {
    name: options.name,
    signal: stopping.signal,
    ...(options.only && { only: options.only }),
    onStep: live.step,
    onRows: live.rows,
  }).finally(() => {
    // what was interrupted may still wait for something that will not come any more
    if (stopping.signal.aborted) setTimeout(() => process.exit(), 500);
  });
  live.end();
  print(options, result, () => text(result, channels));
  if (!result.ok) process.exitCode = ExitCode.problems;
}

const seconds = (value: number | undefined) => (value === undefined ? "" : value.toFixed(1));

type Channels = ReturnType<typeof alertChannels>;

function rowsTable(rows: readonly IncidentRow[], channels: Channels): string {
  return table(
    ["incident", "host", "found, s", ...channels.map((name) => `${name}, s`), "severity", "count", "lines"],
    rows.map((row) => [
      row.what,
      row.host,
      row.state === "missed" && row.seconds.found === undefined ? "missed" : seconds(row.seconds.found),
      ...channels.map((name) => seconds(row.seconds[name])),
      row.severity ?? "",
      channels.map((name) => row.counts[name] ?? 0).join(" "),
      String(row.evidence),
    ]),
  );
}

function text({ ok, learned, rows, marked, others }: IncidentsResult, channels: Channels): string {
  const lines = [rowsTable(rows, channels), ""];
  for (const { title, link } of rows) if (title) lines.push(`${title}`, `  ${link}`);
  lines.push(
    "",
    `${learned.lines} ordinary lines of a day were learned before, in ${Math.round(learned.seconds)} s`,
  );
  if (marked)
    lines.push(
      `crash loop marked normal: over in ${marked.ended.join(", ") || "no channel"}; the next one ${
        marked.found === undefined
          ? "was not found"
          : `was found after ${seconds(marked.found)} s and told by ${marked.told} messages (${marked.reason ?? "not held back"})`
      }`,
    );
  lines.push(`other alerts meanwhile: ${others.length}`);
  for (const other of others) lines.push(`  ${other.host}: ${other.title}`);
  lines.push("", ok ? "ok each incident was told once in each channel" : "not ok: see the table");
  return lines.join("\n");
}

/** One line for each step, and the table when a row has changed. */
function plain(channels: Channels) {
  let last = "";
  const say = (line: string) => void process.stderr.write(`incidents: ${line}\n`);
  const step = (line: string) => {
    const kind = line.replace(/\d+/g, "");
    if (kind !== last) say(line);
    last = kind;
  };
  const told = new Set<string>();
  const rows = (all: readonly IncidentRow[]) => {
    for (const { what, host, state, seconds: at } of all)
      for (const name of ["found", ...channels] as const)
        if (at[name] !== undefined && state !== "waiting" && !told.has(`${what} ${name}`)) {
          told.add(`${what} ${name}`);
          say(`${what} on ${host}: ${name} after ${seconds(at[name])} s`);
        }
  };
  return { step, rows, end: () => {} };
}

/** On a terminal: the table, drawn anew below the step. */
function redrawn(channels: Channels) {
  let height = 0;
  let now = "";
  let shown: readonly IncidentRow[] = [];
  const draw = () => {
    const body = [now, ...(shown.length > 0 ? rowsTable(shown, channels).split("\n") : [])];
    const up = height > 0 ? `\x1b[${height}A\x1b[J` : "";
    process.stderr.write(`${up}${body.join("\n")}\n`);
    height = body.length;
  };
  return {
    step(line: string) {
      now = line;
      draw();
    },
    rows(all: readonly IncidentRow[]) {
      shown = all;
      draw();
    },
    end: () => void process.stderr.write(height > 0 ? `\x1b[${height}A\x1b[J` : ""),
  };
}
