import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { dataDir, repoRoot } from "@logstead/base";
import { execa } from "execa";
import { Files, keyOf } from "./inputs.ts";
import { Lock } from "./lock.ts";
import { keep, kept } from "./results.ts";
import { stampedReason, stamps } from "./stamps.ts";
import { type Suite, suiteOf } from "./suites.ts";
import type { OnProgress, SuiteResult } from "./types.ts";
import { failure, readReport } from "./vitest-report.ts";
import { type Package, shortName, suiteName, testFiles, type UnitTask, workspace } from "./workspace.ts";

/** One process of vitest: a suite, or one test file of it. */
export interface Unit {
  /** The suite's name, and for one of its files that file's. */
  name: string;
  suiteName: string;
  suite: Suite;
  pkg: Package;
  task: UnitTask;
  /** Relative to the clone. */
  tests: string[];
  /** Only a part of its tests is wanted, so its result is not kept. */
  narrowed: boolean;
  key: string;
  seconds: number;
}

export interface UnitSelection {
  /** Names of packages; all when absent. */
  packages?: string[];
  /** Test files, relative to the clone; all when absent. */
  files?: string[];
  /** A regular expression for titles. */
  title?: string;
}

export interface UnitOptions extends UnitSelection {
  tasks: UnitTask[];
  /** Take nothing from what is kept, and run also what is only run when asked for. */
  full?: boolean;
}

/** The units that a run consists of. */
export function unitsOf(options: UnitOptions): Unit[] {
  const packages = workspace();
  const files = new Files();
  const lock = new Lock();
  const stamp = { ...stamps(), full: String(options.full ?? false) };
  const wanted = (file: string) => options.files?.includes(file) ?? true;
  return packages
    .filter((pkg) => options.packages?.includes(pkg.name) ?? true)
    .flatMap((pkg) => pkg.tasks.filter((task) => options.tasks.includes(task)).map((task) => ({ pkg, task })))
    .flatMap(({ pkg, task }) => {
      const all = testFiles(pkg, task);
      const tests = all.filter(wanted);
      const name = suiteName(pkg.name, task);
      const suite = suiteOf(name);
      const base = { suiteName: name, suite, pkg, task, key: "" };
      const narrowed = options.title !== undefined;
      if (tests.length === 0) return [];
      if (suite.each !== "file")
        return [
          { ...base, name, tests, narrowed: narrowed || tests.length < all.length, seconds: suite.budget },
        ];
      return tests.map((file) => ({
        ...base,
        name: `${name} ${shortName(pkg, file)}`,
        tests: [file],
        narrowed,
        seconds: suite.budget / all.length,
      }));
    })
    .map((unit) => ({ ...unit, key: keyOf(unit, packages, files, lock, stamp) }));
}

export function keptResult(unit: Unit): SuiteResult | undefined {
  const result = unit.narrowed ? undefined : kept(unit.key);
  return result && { ...result, budget: unit.suite.budget, cached: true, seconds: 0 };
}

export interface RunUnitOptions extends Pick<UnitOptions, "title" | "full"> {
  onProgress: OnProgress;
  signal?: AbortSignal;
}

export async function runUnit(unit: Unit, options: RunUnitOptions): Promise<SuiteResult> {
  const { onProgress, signal } = options;
  const report = join(repoRoot, "reports/units", `${unit.name.replace(/[^\w.-]+/g, "-")}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const started = performance.now();
  const data = dataDir();
  const child = execa(
    "vitest",
    [
      "run",
      ...(unit.task === "test:slow" ? ["--mode", "slow"] : []),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      "--passWithNoTests",
      ...(options.title === undefined ? [] : ["-t", options.title]),
      ...(unit.narrowed || unit.suite.each === "file"
        ? unit.tests.map((file) => file.slice(unit.pkg.folder.length + 1))
        : []),
    ],
    {
      cwd: join(repoRoot, unit.pkg.folder),
      preferLocal: true,
      localDir: repoRoot,
      reject: false,
      all: true,
      env: {
        ...(data ? { LOGSTEAD_DATA: data } : {}),
        ...(options.full ? { LOGSTEAD_FULL: "1" } : {}),
        NO_COLOR: "1",
        FORCE_COLOR: undefined,
      },
      ...(signal ? { cancelSignal: signal, forceKillAfterDelay: 10_000 } : {}),
    },
  );
  for await (const line of child.iterable({ from: "all" })) {
    const file = /^\s*[✓❯×]\s+(\S+\.test\.ts)/.exec(stripVTControlCharacters(line))?.[1];
    if (file) onProgress({ kind: "file", suite: unit.name, text: file });
  }
  const { exitCode, all } = await child;
  signal?.throwIfAborted();
  const ran = resultOf(unit, report, exitCode === 0, stripVTControlCharacters(String(all ?? "")));
  const seconds = (performance.now() - started) / 1000;
  const result = { ...ran, seconds, measured: seconds };
  const passing = result.failed === 0 && !result.tests.some(mayPassNextTime);
  if (passing && !unit.narrowed) keep(unit.key, result);
  return result;
}

/** Skipped for a reason that is not part of the key. */
const mayPassNextTime = (test: SuiteResult["tests"][number]) =>
  test.status === "skipped" && !stampedReason.test(test.title);

function resultOf(unit: Unit, report: string, ok: boolean, text: string): SuiteResult {
  const counted = existsSync(report) ? readReport(report, unit.suiteName, unit.pkg.folder) : undefined;
  const tests = counted?.tests ?? [];
  const failures = counted?.failures ?? [];
  // Vitest also fails for what belongs to no test: an unhandled rejection, a broken configuration.
  if ((!ok || !counted) && failures.length === 0) {
    const title = counted ? "nothing fails outside the tests" : "the suite runs";
    const file = unit.tests[0] ?? unit.pkg.folder;
    tests.push({ suite: unit.suiteName, file, title, status: "failed" });
    failures.push(failure(title, file, lastError(text)));
  }
  const count = (status: string) => tests.filter((t) => t.status === status).length;
  return {
    name: unit.suiteName,
    seconds: 0,
    measured: 0,
    budget: unit.suite.budget,
    cached: false,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    failures,
    tests,
  };
}

/** From the first line that looks like an error, since what follows is a stack or a summary. */
function lastError(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => /error|⎯ /i.test(line));
  return lines.slice(at < 0 ? -12 : at).join("\n");
}
