import { availableParallelism, totalmem } from "node:os";
import { ExitCode, ProblemError, problem, repoRoot, withLock } from "@logstead/base";
import { execa } from "execa";
import { compareTraces, machineTraces } from "./machine.ts";
import { select } from "./only.ts";
import { getProgram, type ProgramOptions, programTask, programTasks } from "./programs.ts";
import { record } from "./record.ts";
import { dropOldResults, keepTimes, lastTimes } from "./results.ts";
import { type Needs, runTasks, shard, type Task } from "./schedule.ts";
import { runStatic } from "./statics.ts";
import { type Suite, suiteOf } from "./suites.ts";
import type { Run, RunOptions, SuiteResult } from "./types.ts";
import { keptResult, runUnit, unitsOf } from "./units.ts";

type Options = RunOptions & ProgramOptions;

/** Runs the suites, one run of a clone at a time, and records what came out. */
export function runSuites(options: Options & { onWait?: (owner: string) => void }): Promise<Run> {
  const { onWait } = options;
  return withLock(`test ${repoRoot}`, () => run(options), onWait ? { onWait } : {});
}

/** What one entry of the report is made of: a check of the clone, or a process of vitest. */
interface Work {
  name: string;
  suite: Suite;
  seconds: number;
  kept?: SuiteResult | undefined;
  run(): Promise<SuiteResult | undefined>;
}

async function run(options: Options): Promise<Run> {
  const { fast = false, only, full = false, signal } = options;
  const started = new Date();
  const selection = select(only);
  const all = [
    ...selection.statics.map((name): Work => {
      const suite = suiteOf(name);
      return { name, suite, seconds: suite.budget, run: () => runStatic(name, signal) };
    }),
    ...units(selection.units, options),
  ];
  const mine = options.shard ? shard(all, options.shard.index, options.shard.count) : all;
  const before = machineTraces();
  const results = await schedule(mine, options, only === undefined);
  const suites = merged(results).map((suite) => (selection.title ? matching(suite, selection.title) : suite));
  if (only === undefined) suites.push(compareTraces(before, machineTraces()));
  if (only !== undefined && suites.every((suite) => suite.passed + suite.failed + suite.skipped === 0))
    throw new ProblemError(
      problem("no-such-test", "--only means no test at all", {
        got: only,
        want: "names of suites with commas between them, a part of file names, or a part of titles",
        fix: "./logstead test --only inventory",
      }),
      ExitCode.usage,
    );
  const total = (key: "passed" | "failed" | "skipped") => suites.reduce((sum, s) => sum + s[key], 0);
  const result: Run = {
    startedAt: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    full: !fast && only === undefined && options.shard === undefined,
    fast,
    ...(only === undefined ? {} : { only }),
    ...(options.shard ? { shard: `${options.shard.index}/${options.shard.count}` } : {}),
    commit: await commit(),
    passed: total("passed"),
    failed: total("failed"),
    skipped: total("skipped"),
    suites: suites.toSorted((a, b) => b.seconds - a.seconds),
  };
  record(result);
  if (full || result.full) dropOldResults();
  return result;
}

function units(selected: ReturnType<typeof select>["units"], options: Options): Work[] {
  if (!selected) return [];
  const { fast = false, full = false, signal, onProgress = () => {} } = options;
  const shared = { ...(selected.title === undefined ? {} : { title: selected.title }), full };
  const found = unitsOf({ ...selected, full, tasks: fast ? ["test"] : ["test", "test:slow"] });
  return found.map((unit) => ({
    name: unit.name,
    suite: unit.suite,
    seconds: unit.seconds,
    kept: full ? undefined : keptResult(unit),
    run: () => runUnit(unit, { ...shared, onProgress, ...(signal ? { signal } : {}) }),
  }));
}

/** Runs what is not kept, each when its programs are there and the machine has room for it. */
async function schedule(works: Work[], options: Options, withPrograms: boolean): Promise<SuiteResult[]> {
  const { signal, onProgress = () => {} } = options;
  const results = works.flatMap((work) => work.kept ?? []);
  const open = works.filter((work) => !work.kept);
  onProgress({ kind: "planned", suites: works.length, cached: results.length });
  const times = lastTimes();
  const byName = new Map(open.map((work) => [work.name, work]));
  const wanted = withPrograms ? [...new Set(open.flatMap((work) => work.suite.programs ?? []))] : [];
  const programs = new Map(wanted.map((name) => [programTask(name), name]));
  const tasks: Task[] = [
    ...(await programTasks(wanted)),
    ...open.map(({ name, suite, seconds }) => ({
      name,
      seconds: times[name] ?? seconds,
      needs: { cores: suite.cores, memory: suite.memory, labs: suite.labs ?? 0 },
      after: (suite.programs ?? []).map(programTask),
    })),
  ];
  const work = async ({ name }: Task) => {
    const program = programs.get(name);
    if (program !== undefined) return getProgram(program, options);
    const started = performance.now();
    onProgress({ kind: "started", suite: name });
    const result = await byName.get(name)?.run();
    onProgress({ kind: "ended", suite: name });
    if (!result) return;
    results.push(result);
    if (result.failed === 0 && options.only === undefined)
      keepTimes({ [name]: Math.round((performance.now() - started) / 100) / 10 });
  };
  await runTasks(tasks, capacity(), work, signal);
  return results;
}

/** What suites may use together. Some memory stays for everything else. */
function capacity(): Needs {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(totalmem(), limit) : totalmem();
  const cores = availableParallelism();
  return { cores, memory: (bytes / 2 ** 20) * 0.8, labs: Math.max(2, cores / 2) };
}

/** One result for each suite, also where its files ran by themselves. */
function merged(results: SuiteResult[]): SuiteResult[] {
  return [...Map.groupBy(results, (result) => result.name).values()].map((parts) => {
    const sum = (key: "seconds" | "measured" | "passed" | "failed" | "skipped") =>
      parts.reduce((n, part) => n + part[key], 0);
    return {
      name: parts[0]?.name ?? "",
      budget: parts[0]?.budget ?? 0,
      seconds: sum("seconds"),
      measured: sum("measured"),
      cached: parts.every((part) => part.cached),
      passed: sum("passed"),
      failed: sum("failed"),
      skipped: sum("skipped"),
      failures: parts.flatMap((part) => part.failures),
      tests: parts.flatMap((part) => part.tests),
    };
  });
}

/** Without the tests that were left out by their title: they were not asked for. */
function matching(suite: SuiteResult, title: RegExp): SuiteResult {
  const tests = suite.tests.filter((t) => t.status !== "skipped" || title.test(t.title));
  return { ...suite, tests, skipped: tests.filter((t) => t.status === "skipped").length };
}

/** The commit, with `+` when files differ from it. */
async function commit(): Promise<string | undefined> {
  const git = (...args: string[]) => execa("git", args, { cwd: repoRoot, reject: false });
  const [head, status] = await Promise.all([
    git("rev-parse", "--short", "HEAD"),
    git("status", "--porcelain"),
  ]);
  if (head.exitCode !== 0) return;
  return head.stdout + (status.stdout === "" ? "" : "+");
}
