import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { ProblemError, problem, repoRoot } from "@logstead/base";
import type { OutputOptions } from "@logstead/base/output";
import type { Site } from "@logstead/inventory";
import { labDestroy, openLab } from "@logstead/lab";
import { openLoki } from "@logstead/operate";
import { execa } from "execa";
import { labSite } from "./lab-site.ts";
import { latencies, percentile } from "./load/measure.ts";
import { measureNoop } from "./load/noop.ts";
import { counted, lokiOutage, placed } from "./load.ts";
import { type Section, writeSection } from "./record.ts";
import { report } from "./report.ts";

interface Options extends OutputOptions {
  write?: boolean;
  fromNothing?: boolean;
  only?: string[];
  /** Seconds that Loki is away. */
  outage: number;
}

const say = (text: string) => void process.stderr.write(`bench: ${text}\n`);
const newRun = () => randomBytes(3).toString("hex");
const seconds = (ms: number) => (ms / 1000).toFixed(1);

/** What issue and requirements ask of `up`, measured on the lab. */
export async function runUpBench(options: Options): Promise<void> {
  const wanted = (part: string) => !options.only || options.only.includes(part);
  const applying = part("up", "Provisioning", "./logstead bench up --from-nothing --only noop --write");
  const lines = part(
    "up-lines",
    "Lines on their way",
    "./logstead bench up --only latency rate outage --write",
  );
  if (options.fromNothing) {
    await labDestroy({});
    say("the lab from nothing to a green probe");
    applying.rows.push(["lab from nothing to probe green", `${seconds(await timedUp([]))} s`]);
  }
  const site = labSite();
  if (wanted("noop")) await noop(site, applying);
  if (wanted("latency")) await latency(site, lines);
  if (wanted("rate")) await rate(site, lines);
  if (wanted("outage")) await outage(site, lines, options.outage);
  const measured = [applying, lines].filter(({ rows }) => rows.length > 0);
  if (options.write) for (const one of measured) writeSection(one);
  const rows = measured.flatMap((one) => one.rows);
  const targets: Section["targets"] = Object.assign({}, ...measured.map((one) => one.targets));
  report({ ...applying, rows, targets }, { output: options.output }, { rows, targets });
}

const part = (name: string, title: string, command: string): Section => ({
  ...{ name, title, command, header: ["what", "result"], rows: [], targets: {} },
});

async function noop(site: Site, { rows, targets }: Section): Promise<void> {
  say("up with nothing to do, and the playbook beside as many stat tasks");
  rows.push(["up with nothing to do, without probe", `${seconds(await timedUp(["--no-probe"]))} s`]);
  const { playbook, stat, tasks, changed } = await measureNoop(site);
  const ratio = playbook / stat;
  const each = Object.entries(tasks).map(([host, count]) => `${host} ${count}`);
  rows.push([`ansible-playbook with nothing to do; tasks: ${each.join(", ")}`, `${seconds(playbook)} s`]);
  rows.push([`as many stat tasks`, `${seconds(stat)} s`]);
  targets["no-op playbook against stat tasks, at most 1.5"] = { value: ratio.toFixed(2), met: ratio <= 1.5 };
  targets["tasks that changed something in a run with nothing to do"] = {
    value: String(changed),
    met: changed === 0,
  };
}

async function timedUp(args: string[]): Promise<number> {
  const started = performance.now();
  const { exitCode, stderr, stdout } = await execa(
    join(repoRoot, "logstead"),
    ["up", "--yes", "--output", "json", ...args],
    {
      reject: false,
    },
  );
  if (exitCode === 0) return performance.now() - started;
  throw new ProblemError(
    problem("bench-up", "`./logstead up` did not end well", { got: (stderr || stdout).slice(-1500) }),
  );
}

async function latency(site: Site, { rows, targets }: Section): Promise<void> {
  say("seconds from writing a line to finding it, 1,000 lines of each source");
  const loki = await openLoki(site);
  try {
    const hosts = await placed(site, openLab());
    const found = await latencies(loki, hosts, { run: newRun(), lines: 1000, rate: 50 });
    for (const [id, { first, times }] of found) {
      const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
      rows.push([
        `${id}: write to query, p50 and p99 of ${times.length} lines`,
        `${p50?.toFixed(2)} s, ${p99?.toFixed(2)} s`,
      ]);
      rows.push([`${id}: the first line of a new stream`, `${first?.toFixed(2) ?? "not found in 30"} s`]);
      const met = times.length >= 1000 && (p99 ?? Number.POSITIVE_INFINITY) <= 3;
      targets[`${id}: p99 at most 3 s`] = { value: `${p99?.toFixed(2)} s`, met };
    }
  } finally {
    loki.close();
  }
}

/** Lines a second that are tried for a minute each, until one is too many; the first is the floor for files. */
const rates = [5000, 7500, 10_000];
/** Where the first is too many already. */
const lower = [2500, 1000, 500];
const rateSeconds = 60;
/** Redaction looks at each line; one of a hundred has something for it, as lines of services do at most. */
const secretEvery = 100;

async function rate(site: Site, { rows, targets }: Section): Promise<void> {
  for (const { host, streams } of await placed(site, openLab()))
    for (const stream of streams.filter(({ id }) => id !== "syslog-udp")) {
      /** Seconds until all is found after the last line was written; undefined where something is lost or doubled. */
      const whole = async (perSecond: number): Promise<number | undefined> => {
        say(`${stream.id}: ${perSecond} lines a second for ${rateSeconds} s`);
        const load = { lines: perSecond * rateSeconds, rate: perSecond, secretEvery };
        const { counts, ...took } = await counted(site, [{ host, streams: [stream] }], load);
        const [one] = counts;
        // a stream that lets its writer wait was not written at that rate
        const kept = took.wrote <= rateSeconds * 1.1;
        say(
          `${stream.id}: written in ${took.wrote.toFixed(1)} s, ${one?.lost} lost, ${one?.duplicates} doubled`,
        );
        return kept && one?.lost === 0 && one.duplicates === 0 ? took.behind : undefined;
      };
      const best = await highest(whole);
      const late = best.rate > 0 ? `, whole ${best.behind.toFixed(0)} s after the last line` : "";
      const what = `${stream.id}: lines a second without loss or doubles, ${rateSeconds} s, one host`;
      rows.push([what, `${best.rate}${late}`]);
      if (stream.id === "files")
        targets["files: at least 5,000 lines a second"] = {
          value: String(best.rate),
          met: best.rate >= 5000,
        };
    }
}

/** The highest rate that is whole, and how long after the last line it was. */
async function highest(whole: (rate: number) => Promise<number | undefined>) {
  let best = { rate: 0, behind: 0 };
  for (const rate of rates) {
    const behind = await whole(rate);
    if (behind === undefined) break;
    best = { rate, behind };
  }
  if (best.rate > 0) return best;
  for (const rate of lower) {
    const behind = await whole(rate);
    if (behind !== undefined) return { rate, behind };
  }
  return best;
}

async function outage(site: Site, { rows, targets }: Section, away: number): Promise<void> {
  say(`Loki stopped for ${away} s under traffic`);
  const { counts } = await lokiOutage(site, await placed(site, openLab()), away);
  for (const { id, sent, lost, duplicates } of counts) {
    const value = `${lost} lost, ${duplicates} doubled`;
    rows.push([`${id}: ${sent} lines around an outage of ${away} s`, value]);
    // what nobody can ask for again is only counted
    if (id !== "syslog-udp")
      targets[`${id}: nothing lost or doubled in an outage`] = { value, met: lost === 0 && duplicates === 0 };
  }
}
