import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { cacheDir, dataDir, repoRoot } from "@logstead/base";
import { execa } from "execa";
import { budgetOf } from "./budgets.ts";
import { stampedReason, stamps } from "./stamps.ts";
import type { Failure, OnProgress, SuiteResult } from "./types.ts";
import { failure, readReport } from "./vitest-report.ts";

export interface UnitOptions {
  tasks: ("test" | "test:slow")[];
  /** Names of packages without their scope; all when absent. */
  packages?: string[];
  /** Passed on to vitest. */
  vitestArgs?: string[];
  /** Take nothing from the cache. */
  force?: boolean;
  signal?: AbortSignal;
}

/** What turbo's `--summarize` file says of one task. */
interface Task {
  task: "test" | "test:slow";
  package: string;
  hash: string;
  directory: string;
  logFile: string;
  command: string;
  cache: { status: "HIT" | "MISS" };
  execution?: { startTime: number; endTime: number; exitCode: number | null };
}

const turboCache = () => cacheDir("turbo");
const unscoped = (name: string) => name.replace(/^@logstead\//, "");
const suiteName = (pkg: string, task: string) => unscoped(pkg) + (task === "test:slow" ? " (slow)" : "");

/** Runs the packages' tests through turbo, which takes from its cache what cannot have changed. */
export async function runUnits(options: UnitOptions, onProgress: OnProgress): Promise<SuiteResult[]> {
  const started = Date.now();
  const { summary, text } = await turbo(options, onProgress);
  if (!summary) {
    const message = text.split("\n").slice(-15).join("\n");
    return [broken("units", (Date.now() - started) / 1000, { title: "turbo runs the tests", message })];
  }
  const tasks = (JSON.parse(readFileSync(summary, "utf8")) as { tasks: Task[] }).tasks;
  rmSync(summary);
  return tasks
    .filter((task) => (options.tasks as string[]).includes(task.task) && task.command !== "<NONEXISTENT>")
    .map((task) => resultOf(task, started));
}

async function turbo(
  options: UnitOptions,
  onProgress: OnProgress,
): Promise<{ summary: string | undefined; text: string }> {
  const data = dataDir();
  const child = execa(
    "turbo",
    [
      "run",
      ...options.tasks,
      ...(options.packages ?? []).map((name) => `--filter=@logstead/${name}`),
      ...(options.force ? ["--force"] : []),
      `--cache-dir=${turboCache()}`,
      // Vitest uses all cores by itself; suites side by side would only blur their times.
      `--concurrency=${Math.max(1, Math.floor(availableParallelism() / 4))}`,
      "--continue=always",
      "--output-logs=full",
      "--log-order=stream",
      "--ui=stream",
      "--summarize",
      ...(options.vitestArgs ? ["--", ...options.vitestArgs] : []),
    ],
    {
      cwd: repoRoot,
      preferLocal: true,
      localDir: repoRoot,
      reject: false,
      all: true,
      env: {
        ...stamps(),
        ...(data ? { LOGSTEAD_DATA: data } : {}),
        ...(options.force ? { LOGSTEAD_FULL: "1" } : {}),
        TURBO_TELEMETRY_DISABLED: "1",
        NO_COLOR: "1",
      },
      ...(options.signal ? { cancelSignal: options.signal, forceKillAfterDelay: 10_000 } : {}),
    },
  );
  let summary: string | undefined;
  const lines: string[] = [];
  for await (const raw of child.iterable({ from: "all" })) {
    const line = stripVTControlCharacters(raw);
    summary ??= /^\s*Summary:\s+(\S+\.json)/.exec(line)?.[1];
    const match = /^@logstead\/([^:]+):(test(?::slow)?): (.*)$/.exec(line);
    if (!match) lines.push(line);
    else tell(suiteName(match[1] as string, match[2] as string), match[3] as string, onProgress);
  }
  options.signal?.throwIfAborted();
  return { summary: summary && existsSync(summary) ? summary : undefined, text: lines.join("\n") };
}

function tell(suite: string, line: string, onProgress: OnProgress): void {
  if (/^cache (miss|hit|bypass)/.test(line)) onProgress({ kind: "started", suite });
  const file = /^\s*[✓❯×]\s+(\S+\.test\.ts)/.exec(line)?.[1];
  if (file) onProgress({ kind: "file", suite, text: file });
  if (/^JSON report written/.test(line)) onProgress({ kind: "ended", suite });
}

function resultOf(task: Task, started: number): SuiteResult {
  const name = suiteName(task.package, task.task);
  const seconds = task.execution ? (task.execution.endTime - task.execution.startTime) / 1000 : 0;
  const cached = task.cache.status === "HIT";
  const report = join(repoRoot, task.directory, "reports", task.task === "test" ? "tests.json" : "slow.json");
  const fresh = cached || (existsSync(report) && reportStart(report) >= started);
  const counted = fresh ? readReport(report, name, task.directory) : undefined;
  const ok = task.execution?.exitCode === 0 || cached;
  const tests = counted?.tests ?? [];
  const failures = counted?.failures ?? [];
  // Vitest also fails for what belongs to no test: an unhandled rejection, a broken configuration.
  if (!ok && failures.length === 0) {
    const log = join(repoRoot, task.logFile);
    const text = existsSync(log) ? stripVTControlCharacters(readFileSync(log, "utf8")) : "";
    const title = counted ? "nothing fails outside the tests" : "the suite runs";
    tests.push({ suite: name, file: task.directory, title, status: "failed" });
    failures.push(failure(title, task.directory, lastError(text)));
  }
  if (ok && tests.some((t) => t.status === "skipped" && !stampedReason.test(t.title))) forget(task.hash);
  const count = (status: string) => tests.filter((t) => t.status === status).length;
  return {
    name,
    seconds,
    budget: budgetOf(name),
    cached,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    failures,
    tests,
  };
}

const reportStart = (path: string) =>
  (JSON.parse(readFileSync(path, "utf8")) as { startTime: number }).startTime;

/** A result with tests skipped for a reason that may be gone next time is not kept. */
function forget(hash: string): void {
  for (const end of [".tar.zst", "-meta.json", "-manifest.json"])
    rmSync(join(turboCache(), hash + end), { force: true });
}

/** From the first line that looks like an error, since what follows is a stack or a summary. */
function lastError(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => /error|⎯ /i.test(line));
  return lines.slice(at < 0 ? -12 : at).join("\n");
}

function broken(name: string, seconds: number, why: Failure): SuiteResult {
  const counts = { passed: 0, failed: 1, skipped: 0, cached: false };
  return { name, seconds, budget: budgetOf(name), ...counts, failures: [why], tests: [] };
}
