import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type LatencySummary, latencyText } from "../latency.ts";
import { bigCorpus } from "./corpus.ts";
import { drain3Baseline, drain3Python } from "./drain3.ts";
import { labelledLogs, meanScore, scoreMining } from "./loghub.ts";
import { worstLines } from "./worst.ts";

/** One line of the benchmark's table. */
export interface Measured {
  what: string;
  value: string;
  baseline: string;
  floor: string;
  goal: string;
  /** Of the floor; undefined if it was not measured. */
  met: boolean | undefined;
}

export interface MiningResult {
  rows: Measured[];
  systems: {
    name: string;
    ga: number;
    rawGa: number;
    fga: number;
    pa: number;
    fta: number;
    groups: number;
    trueGroups: number;
  }[];
}

const child = (name: string) => new URL(`./${name}-child.ts`, import.meta.url).pathname;

/**
 * Measures the miner. What lacks its data is reported as skipped, not as met.
 * @param data the folder with `loghub` and `bench`
 * @param cache where the big corpus and the baseline's Python are kept
 * @param cli the command line, for the speed end to end
 */
export function benchMining(
  data: string,
  cache: string,
  cli: string,
  say: (text: string) => void,
): MiningResult {
  const logs = labelledLogs(join(data, "loghub"));
  const rows: Measured[] = [];
  const add = (
    what: string,
    value: string,
    baseline: string,
    floor: string,
    goal: string,
    met: boolean | undefined,
  ) => rows.push({ what, value, baseline, floor, goal, met });
  const systems = logs.map((log) => {
    say(`mining ${log.name}`);
    const scored = scoreMining(log, "messages");
    return { name: log.name, ...scored, rawGa: scoreMining(log, "raw").ga };
  });
  if (systems.length === 0)
    add("grouping accuracy", `skipped: no logs in ${join(data, "loghub")}`, "", "", "", undefined);
  else {
    say("Drain3");
    const python = drain3Python(cache);
    const drain =
      "python" in python
        ? drain3Baseline(join(data, "bench/drain3_baseline.py"), python.python, logs)
        : undefined;
    const beside = drain ? `Drain3 ${drain.ga.toFixed(3)}` : "Drain3 skipped";
    const mean = meanScore(systems);
    const raw = systems.reduce((sum, s) => sum + s.rawGa, 0) / systems.length;
    add(
      "grouping accuracy, messages",
      mean.ga.toFixed(3),
      `Brain .923 (published), ${beside}`,
      ".93",
      ".98",
      mean.ga >= 0.93,
    );
    add("FGA", mean.fga.toFixed(3), "Brain .887 (published, 16 systems)", ".90", ".93", mean.fga >= 0.9);
    add("PA", mean.pa.toFixed(3), "PIPLUP .653 (published, 16 systems)", ".66", ".80", mean.pa >= 0.66);
    add("FTA", mean.fta.toFixed(3), "PIPLUP .626 (published, 16 systems)", ".63", ".75", mean.fta >= 0.63);
    add(
      "grouping accuracy, raw lines",
      raw.toFixed(3),
      "Drain3 .38 (16 systems)",
      ".90",
      `${(mean.ga - 0.02).toFixed(3)}`,
      raw >= 0.9,
    );
    if (drain)
      add("Drain3, lines/s on these messages", thousands(drain.linesPerSecond), "", "", "", undefined);
    corpusRows(data, cache, cli, say, add);
  }
  say("memory");
  // V8's young generation is up to 96 MB if it is not told otherwise, whatever is in it.
  const space = "--max-semi-space-size=16";
  const memory = run<Memory>([space, "--expose-gc", child("memory"), "100000"]);
  add(
    `resident memory at 100,000 patterns (${space})`,
    `${memory.rssMb.toFixed(0)} MB`,
    "",
    "1 GB",
    "400 MB",
    memory.rssMb < 1000,
  );
  add("slowest line while they are learned", latencyText(memory.latency), "", "", "", undefined);
  const worst = worstLines().sort((a, b) => b.ms - a.ms)[0] as { name: string; ms: number };
  add("worst line", `${worst.ms.toFixed(1)} ms (${worst.name})`, "", "5 ms", "", worst.ms <= 5);
  return { rows, systems };
}

interface Memory {
  rssMb: number;
  latency: LatencySummary;
}

type Add = (
  what: string,
  value: string,
  baseline: string,
  floor: string,
  goal: string,
  met: boolean | undefined,
) => void;

function corpusRows(data: string, cache: string, cli: string, say: (text: string) => void, add: Add): void {
  const folder = bigCorpus(data, cache, say);
  if (folder === undefined) {
    add("mining", "skipped: the corpus could not be made (python3)", "", "", "", undefined);
    return;
  }
  say("mining 2,000,000 lines");
  const speed = run<{ linesPerSecond: number; clusters: number; trueClusters: number; fga: number }>([
    child("speed"),
    folder,
  ]);
  const ratio = speed.clusters / speed.trueClusters;
  add(
    "clusters of 2,000,000 lines, against the true ones",
    `${ratio.toFixed(2)} ×`,
    "Drain3 many times",
    "1.5 ×",
    "1.1 ×",
    ratio <= 1.5,
  );
  add("FGA there", speed.fga.toFixed(3), "", "", ".90", speed.fga >= 0.9);
  add(
    "mining in process, lines/s of CPU",
    thousands(speed.linesPerSecond),
    "Drain3 30–70 k, logdrain .6–1.4 M",
    "1 M",
    "2 M",
    speed.linesPerSecond >= 1e6,
  );
  for (const [name, args] of [
    ["messages", ["--message", join(folder, "content.txt")]],
    ["raw lines", [join(folder, "raw.txt")]],
  ] as const) {
    say(`the command on ${name}`);
    const start = performance.now();
    const seconds = processorSeconds([process.execPath, cli, "mine", ...args]);
    const wall = (performance.now() - start) / 1000;
    add(
      `./logstead mine, end to end with its start, ${name}, lines/s of CPU`,
      seconds === undefined ? "failed" : `${thousands(2e6 / seconds)} (${thousands(2e6 / wall)} by the wall)`,
      "",
      "",
      "",
      undefined,
    );
  }
}

/** What a command and its threads used of the processor, as the shell's `times` says; undefined if it failed. */
function processorSeconds(command: readonly string[]): number | undefined {
  const script = '"$@" >/dev/null 2>&1 && times';
  const { stdout, status } = spawnSync("sh", ["-c", script, "sh", ...command], { encoding: "utf8" });
  const children = stdout.trim().split("\n").at(-1) ?? "";
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  if (status !== 0 || parts.length !== 2) return undefined;
  return parts.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

function run<T>(args: string[]): T {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    maxBuffer: 1 << 24,
  });
  if (status !== 0) throw new Error(`the measurement ${args.join(" ")} failed: ${stderr.split("\n")[0]}`);
  return JSON.parse(stdout) as T;
}

const thousands = (n: number) => (n >= 1e6 ? `${(n / 1e6).toFixed(2)} M` : `${Math.round(n / 1000)} k`);
