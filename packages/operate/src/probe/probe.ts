import { type Problem, problem } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import { type LogLine, openLoki } from "../loki/client.ts";
import { expected } from "./expect.ts";
import { type ProbeLine, planted, probeLines } from "./plan.ts";
import { type Written, writeOn } from "./writer.ts";

export interface ProbeRow {
  host: string;
  source: string;
  /** How the line got in: `journal`, `syslog udp (switch)`, a path. */
  by: string;
  state: "found" | "wrong" | "lost" | "not written";
  /** As Loki has them. */
  labels: Record<string, string>;
  /** From the host's word that it was written until a query found it. */
  seconds?: number;
  /** What is not as predicted. */
  wrong: string[];
}

export interface ProbeResult {
  ok: boolean;
  run: string;
  rows: ProbeRow[];
  /** Sources that cannot be probed from here, with the reason. */
  left: { host: string; source: string; reason: string }[];
  problems: Problem[];
}

export interface ProbeOptions {
  /** Only these hosts. */
  hosts?: string[] | undefined;
  /** Writes to a folder that is shared with Windows from its other side; else it is written to on the host. */
  behindMount?: ((host: string, file: string, line: string) => void) | undefined;
  onProgress?: ((text: string) => void) | undefined;
  /** How long a written line may take until it is called lost. */
  patienceMs?: number;
}

/** A container's log and a new folder are looked for every ten seconds; then it is read, sent and indexed. */
const patience = 45_000;
/** Often enough to measure tenths of a second, seldom enough to cost Loki nothing. */
const every = 150;

/** Writes one unique line through every source of a site and looks for each in Loki. */
export async function probe(site: Site, options: ProbeOptions = {}): Promise<ProbeResult> {
  const run = `p${Date.now().toString(36)}`;
  const { lines, left } = probeLines(site, run, options.hosts);
  const ids = new Set(lines.map(({ id }) => id));
  const loki = await openLoki(site);
  const started = Date.now() - 60_000;
  const behind = (line: ProbeLine) => line.mounted !== undefined && options.behindMount;
  const onHosts = Map.groupBy(
    lines.filter((line) => !behind(line)),
    ({ host }) => host,
  );
  const writers = [...onHosts].flatMap(([name, lines]) => {
    const host = site.hosts[name];
    return host
      ? [
          writeOn(
            host,
            lines.map(({ writing }) => writing),
          ),
        ]
      : [];
  });
  try {
    const written: Written[] = [];
    for (const line of lines.filter(behind)) {
      if (line.mounted === undefined) continue;
      options.behindMount?.(line.host, line.mounted, line.writing.line);
      written.push({ id: line.id, at: performance.now() });
    }
    const all = Promise.all(
      writers.map(async ({ done }) => {
        written.push(...(await done));
      }),
    );
    const found = new Map<string, { line: LogLine; at: number }[]>();
    let last = Number.POSITIVE_INFINITY;
    all.then(() => {
      last = performance.now();
    });
    for (;;) {
      const got = await loki.lines(`{tenant=~".+"} |= \`probe=${run}x\``, { from: started });
      const now = performance.now();
      for (const line of got) {
        const id = /probe=(\w+)/.exec(line.line)?.[1] ?? "";
        // Loki logs the query, which then is a line that contains the beginning of every id
        if (!ids.has(id)) continue;
        const before = found.get(id) ?? [];
        if (!before.some((entry) => sameLine(entry.line, line)))
          found.set(id, [...before, { line, at: now }]);
      }
      options.onProgress?.(`${found.size} of ${lines.length} lines found`);
      const failed = written.filter(({ error }) => error !== undefined).length;
      if (found.size + failed >= lines.length && last !== Number.POSITIVE_INFINITY) break;
      if (performance.now() - last > (options.patienceMs ?? patience)) break;
      await new Promise((next) => setTimeout(next, every));
    }
    await all;
    const rows = lines.map((line) => judge(site, line, written, found.get(line.id) ?? [], run));
    return { ok: rows.every(({ state }) => state === "found"), run, rows, left, problems: problemsOf(rows) };
  } finally {
    await Promise.all(writers.map(({ cleanUp }) => cleanUp()));
    loki.close();
  }
}

function judge(
  site: Site,
  line: ProbeLine,
  written: Written[],
  found: { line: LogLine; at: number }[],
  run: string,
): ProbeRow {
  const row = { host: line.host, source: line.source, by: line.by, labels: {}, wrong: [] };
  const wrote = written.find(({ id }) => id === line.id);
  if (wrote?.error !== undefined) return { ...row, state: "not written", wrong: [wrote.error] };
  const [first] = found;
  if (!first || !wrote) return { ...row, state: "lost", wrong: ["Loki has no such line"] };
  const want = expected(site, line);
  const clear = site.redaction.enabled && found.some((entry) => entry.line.line.includes(planted(run)));
  const wrong = [
    ...(want ? labelsWrong(want.labels, first.line.labels) : ["its pipeline should have dropped it"]),
    ...(clear ? ["the planted password arrived in clear"] : []),
    ...(want && !clear && want.line !== first.line.line
      ? [`the line is ${JSON.stringify(first.line.line)}, not ${JSON.stringify(want.line)}`]
      : []),
    ...(found.length > 1 ? [`it was found ${found.length} times`] : []),
  ];
  const seconds = Math.max(0, (first.at - wrote.at) / 1000);
  return { ...row, state: wrong.length > 0 ? "wrong" : "found", labels: first.line.labels, seconds, wrong };
}

/** What is missing, different or too much, in words. */
function labelsWrong(want: Record<string, string>, got: Record<string, string>): string[] {
  const missing = Object.entries(want).flatMap(([name, value]) =>
    got[name] === value
      ? []
      : [
          got[name] === undefined
            ? `label ${name}=${value} is missing`
            : `label ${name} is ${got[name]}, not ${value}`,
        ],
  );
  const extra = Object.keys(got).filter((name) => !(name in want));
  return [...missing, ...extra.map((name) => `label ${name}=${got[name]} was not predicted`)];
}

const sameLine = (a: LogLine, b: LogLine) =>
  a.timestamp === b.timestamp && a.line === b.line && JSON.stringify(a.labels) === JSON.stringify(b.labels);

function problemsOf(rows: ProbeRow[]): Problem[] {
  return rows
    .filter(({ state }) => state !== "found")
    .map((row) =>
      problem(
        `probe-${row.state.replace(" ", "-")}`,
        `${row.host}: the line by ${row.by} ${said[row.state]}`,
        {
          path: `hosts.${row.host}.sources.${row.source}`,
          got: row.wrong.join("; "),
          fix: `./logstead tail --host ${row.host}; on the host: journalctl -u promtail -n 50`,
        },
      ),
    );
}

const said = {
  found: "arrived",
  wrong: "arrived, but not as predicted",
  lost: "did not arrive",
  "not written": "could not be written",
};
