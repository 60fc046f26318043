import { ExitCode, ProblemError, problem, repoRoot, withLock } from "@logstead/base";
import { execa } from "execa";
import { compareTraces, machineTraces } from "./machine.ts";
import { select } from "./only.ts";
import { type ProgramOptions, preparePrograms } from "./programs.ts";
import { record } from "./record.ts";
import { runStatics } from "./statics.ts";
import type { Run, RunOptions, SuiteResult } from "./types.ts";
import { runUnits } from "./units.ts";

/** Runs the suites, one run of a clone at a time, and records what came out. */
export function runSuites(
  options: RunOptions & Omit<ProgramOptions, "fast"> & { onWait?: (owner: string) => void },
): Promise<Run> {
  const { onWait } = options;
  return withLock(`test ${repoRoot}`, () => run(options), onWait ? { onWait } : {});
}

async function run(options: RunOptions & Omit<ProgramOptions, "fast">): Promise<Run> {
  const { fast = false, only, full = false, signal, onProgress = () => {} } = options;
  const started = new Date();
  const selection = select(only);
  if (only === undefined) await preparePrograms({ ...options, fast });
  const before = machineTraces();
  const suites = await runStatics(selection.statics, onProgress, signal);
  if (selection.units) {
    const units = await runUnits(
      {
        ...selection.units,
        tasks: fast ? ["test"] : ["test", "test:slow"],
        force: full,
        ...(signal ? { signal } : {}),
      },
      onProgress,
    );
    suites.push(...units.map((suite) => (selection.title ? matching(suite, selection.title) : suite)));
  }
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
    full: !fast && only === undefined,
    fast,
    ...(only === undefined ? {} : { only }),
    commit: await commit(),
    passed: total("passed"),
    failed: total("failed"),
    skipped: total("skipped"),
    suites: suites.toSorted((a, b) => b.seconds - a.seconds),
  };
  record(result);
  return result;
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
