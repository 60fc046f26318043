import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Failure, Journal, PhaseResult, ScenarioResult } from "../types.ts";

const longest = 12;

/** All failures of a scenario; empty if there are none. What fails again in a later phase is told once. */
export function failuresText(result: ScenarioResult): string {
  if (result.status !== "failed") return "";
  const told = new Map<string, string>();
  const shown = new Set<string>();
  const blocks = result.phases.flatMap((phase) =>
    phase.failures.map((failure) => {
      const { host, task, test, place, message } = failure;
      const key = JSON.stringify([host, task, test, place, message]);
      const before = told.get(key);
      if (!before) told.set(key, phase.phase);
      const head = headText(`${result.role}/${result.scenario}`, phase, failure);
      return [
        head,
        ...(before ? [`  as in ${before}: ${task ?? test ?? message}`] : details(failure, shown)),
      ].join("\n");
    }),
  );
  const text = [...blocks, ...(result.folder ? [`logs: ${result.folder}`] : [])].join("\n\n");
  // what a program on a host has printed may not move the cursor here
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]/gu, "");
}

function headText(name: string, { phase }: PhaseResult, { instance, host }: Failure): string {
  const who = instance ? ` on ${instance}${host && host !== instance ? ` (${host})` : ""}` : "";
  return `✗ ${name}: ${phase} failed${who}`;
}

/** What, where, why, the difference, and what the unit says of it. */
function details(failure: Failure, shown: Set<string>): string[] {
  return [
    ...field("task", failure.task),
    ...field("test", failure.test),
    ...field("at", failure.place && nearby(failure.place)),
    ...field("message", failure.message),
    ...field("diff", failure.diff),
    ...failure.journals.flatMap((journal) => journalLines(journal, failure.host, shown)),
  ];
}

/** A journal is shown once, though more than one failure may be about its unit. */
function journalLines(
  { unit, state, lines }: Journal,
  host: string | undefined,
  shown: Set<string>,
): string[] {
  const key = JSON.stringify([host, unit, lines]);
  if (shown.has(key)) return [`  journal of ${unit} (${state}): above`];
  shown.add(key);
  const text = lines.length > 0 ? lines : ["it has written nothing"];
  return [`  journal of ${unit} (${state})`, ...text.map((line) => `    ${line}`)];
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
