import { type Failure, fastBudget, type Run, type SuiteResult, slowest } from "@logstead/proof";
import { paint } from "../output/colour.ts";
import { table } from "../output/table.ts";

const seconds = (n: number) => `${n.toFixed(1)} s`;

/** Failures first, then the suites by time, last the counts: nothing may follow that line. */
export function summary(run: Run): string {
  const parts: string[] = [];
  const failures = run.suites.flatMap((suite) => suite.failures.map((f) => failureText(suite, f)));
  const shown = failures.slice(0, 25);
  if (failures.length > shown.length)
    shown.push(`… and ${failures.length - shown.length} more: see reports/last-run.json`);
  if (shown.length > 0) parts.push(shown.join("\n"));
  parts.push(
    table(["SUITE", "RESULT", "PASSED", "FAILED", "SKIPPED", "TIME", "BUDGET"], run.suites.map(row)),
  );
  const kept = run.suites.flatMap(keptText);
  if (kept.length > 0) parts.push(kept.join("\n"));
  const slow = slowest(run);
  if (slow.length > 0) parts.push(table(["SLOWEST TESTS", "SUITE", "TIME"], slow));
  const budget = run.fast ? `, budget ${fastBudget} s` : "";
  const time = `all suites in ${seconds(run.seconds)}${budget}`;
  parts.push(run.fast && run.seconds > fastBudget ? paint("yellow", time) : time);
  parts.push(counts(run));
  return parts.join("\n\n");
}

/** Tests that passed by what was done before: how many, and since when. */
function keptText({ name, tests }: SuiteResult): string[] {
  const dates = tests.flatMap(({ kept }) => kept ?? []).sort();
  if (dates.length === 0) return [];
  const since = `${dates[0]?.slice(0, 16).replace("T", " ")} UTC`;
  return [`${name}: ${dates.length} results are kept ones, the oldest of ${since}; --full runs all`];
}

const counts = (run: Run) => `${run.passed} passed, ${run.failed} failed, ${run.skipped} skipped`;

function row(suite: SuiteResult): string[] {
  const over = suite.measured > suite.budget;
  const result =
    suite.failed > 0 ? paint("red", "failed") : paint("green", suite.cached ? "unchanged" : "ok");
  return [
    suite.name,
    result,
    String(suite.passed),
    suite.failed > 0 ? paint("red", String(suite.failed)) : "0",
    String(suite.skipped),
    over ? paint("yellow", seconds(suite.measured)) : seconds(suite.measured),
    `${suite.budget} s${over ? " (over)" : ""}`,
  ];
}

function failureText(suite: SuiteResult, { title, file, line, message }: Failure): string {
  const place = file ? `${file}${line ? `:${line}` : ""}` : "";
  const mark = `${paint("red", "✗")} ${suite.name}:`;
  if (message === title) return `${mark} ${place}: ${title}`;
  return [`${mark} ${paint("bold", title)}`, place, ...message.split("\n")]
    .filter((l) => l !== "")
    .map((l, i) => (i === 0 ? l : `    ${l}`))
    .join("\n");
}
