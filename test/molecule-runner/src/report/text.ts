import { relative } from "node:path";
import type { Failure, PhaseResult, ScenarioResult } from "../types.ts";

const longest = 12;

/** All failures of a scenario; empty if there are none. */
export function failuresText(result: ScenarioResult): string {
  const blocks = result.phases.flatMap((phase) =>
    phase.failures.map((failure) => failureText(`${result.role}/${result.scenario}`, phase, failure)),
  );
  const kept = result.folder ? [`logs: ${result.folder}`] : [];
  return result.status === "passed" ? "" : [...blocks, ...kept].join("\n\n");
}

/** What, where, why, the difference, and what the unit says of it. */
function failureText(name: string, phase: PhaseResult, failure: Failure): string {
  const who = failure.instance
    ? ` on ${failure.instance}${failure.host && failure.host !== failure.instance ? ` (${failure.host})` : ""}`
    : "";
  return [
    `✗ ${name}: ${phase.phase} failed${who}`,
    ...field("task", failure.task),
    ...field("test", failure.test),
    ...field("at", failure.place && nearby(failure.place)),
    ...field("message", failure.message),
    ...field("diff", failure.diff),
    ...failure.journals.flatMap((journal) => [
      `  journal of ${journal.unit} (${journal.state})`,
      ...(journal.lines.length > 0 ? journal.lines : ["it has written nothing"]).map((line) => `    ${line}`),
    ]),
  ].join("\n");
}

/** A path as it would be typed here, unless that is longer. */
function nearby(place: string): string {
  const short = relative(process.cwd(), place);
  return short.length < place.length && !short.startsWith("../../..") ? short : place;
}

function field(name: string, value: string | undefined): string[] {
  if (!value) return [];
  const lines = value.split("\n");
  const more = lines.length - longest * 3;
  const shown = more > 0 ? [...lines.slice(0, longest * 3), `… ${more} more lines`] : lines;
  return shown.map((line, i) => `  ${(i === 0 ? name : "").padEnd(9)}${line}`.trimEnd());
}

/** `9 ok, 3 changed, 4 tests`. */
export function countsText(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([what, n]) =>
      what.startsWith("tests") && what !== "tests" ? `${n} ${what.slice(6)} tests` : `${n} ${what}`,
    )
    .join(", ");
}
