import { ExitCode, ProblemError, problem } from "@logstead/base";
import type { OutputOptions } from "@logstead/base/output";
import { lastFullRun, type Run, type SuiteResult, slowest } from "@logstead/proof";
import type { Section } from "./record.ts";
import { report } from "./report.ts";

/** What every suite may take together where nothing is kept, programs apart, in minutes on two cores. */
const cold = 45;
/** The same with kept results of an unchanged commit. */
const warm = 25;

/** The times of the last full run beside their budgets; nothing is run. */
export function benchTests(options: OutputOptions & { write?: boolean }): void {
  const run = lastFullRun();
  if (!run)
    throw new ProblemError(
      problem("no-full-run", "no run of all suites is recorded in this clone", {
        want: "reports/last-full-run.json",
        fix: "./logstead test",
      }),
      ExitCode.problems,
    );
  report(sectionOf(run), options, run, [
    "",
    ...slowest(run).map(([title, suite, time]) => `${time}  ${suite}: ${title}`),
  ]);
}

export function sectionOf(run: Run): Section {
  const kept = run.suites.filter((suite) => suite.cached).length;
  const over = run.suites.filter((suite) => suite.measured > suite.budget);
  const minutes = run.seconds / 60;
  const target = kept > 0 ? warm : cold;
  const what = kept > 0 ? `${kept} suites unchanged` : "nothing kept";
  return {
    name: "tests",
    title: "Tests",
    command: "./logstead bench tests --write",
    header: ["suite", "tests", "seconds", "budget", "slowest test", "its seconds"],
    rows: run.suites.toSorted((a, b) => b.measured - a.measured).map(row),
    targets: {
      [`all suites of ${run.commit ?? "this clone"}, ${what} (at most ${target} min)`]: {
        value: `${minutes.toFixed(1)} min`,
        met: minutes <= target,
      },
      "suites over their budget": {
        value: over.map((suite) => suite.name).join(", ") || "none",
        met: over.length === 0,
      },
    },
  };
}

function row(suite: SuiteResult): string[] {
  const [first] = suite.tests.toSorted((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
  const slow = first && (first.seconds ?? 0) >= 1 ? first : undefined;
  return [
    suite.name,
    String(suite.passed + suite.failed + suite.skipped),
    suite.measured.toFixed(1),
    String(suite.budget),
    slow ? cell(slow.title) : "",
    slow ? (slow.seconds ?? 0).toFixed(1) : "",
  ];
}

/** A title that neither ends the cell of a table nor becomes a link in it. */
function cell(title: string): string {
  const last = title.split(" > ").at(-1) ?? title;
  const cut = last.length > 70 ? `${last.slice(0, 69)}…` : last;
  return cut.replace(/[|<>[\]*_`]/g, "\\$&");
}
