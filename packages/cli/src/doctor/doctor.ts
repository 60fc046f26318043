import { ExitCode, formatProblem, ProblemError } from "@logstead/base";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { groups } from "./groups.ts";
import { type DoctorCheck, type DoctorGroup, missing } from "./types.ts";

interface Result {
  name: string;
  checks: DoctorCheck[];
}

export async function doctor(options: OutputOptions): Promise<void> {
  const results = await Promise.all(groups.map(runGroup));
  const all = results.flatMap((group) => group.checks);
  const ok = all.every((check) => check.state !== "missing");
  print(options, { ok, groups: results }, () => text(results, all));
  process.exitCode = ok ? ExitCode.ok : ExitCode.problems;
}

/** A group that fails is one red line: the others are still worth seeing. */
async function runGroup({ name, run }: DoctorGroup): Promise<Result> {
  try {
    return { name, checks: await run() };
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const fix =
      error instanceof ProblemError ? error.problems.map((p) => p.fix ?? formatProblem(p))[0] : undefined;
    return { name, checks: [missing(name, detail, fix ?? "LOGSTEAD_DEBUG=1 ./logstead doctor")] };
  }
}

const marks = { ok: ["green", "✓"], optional: ["yellow", "○"], missing: ["red", "✗"] } as const;

function text(results: Result[], all: DoctorCheck[]): string {
  const width = Math.max(...all.map((check) => check.name.length));
  const line = ({ name, state, detail, fix }: DoctorCheck) => {
    const [colour, mark] = marks[state];
    const first = `  ${paint(colour, mark)} ${name.padEnd(width)}  ${detail}`;
    return fix && state !== "ok" ? `${first}\n    ${" ".repeat(width)}  fix: ${fix}` : first;
  };
  const parts = results.map(({ name, checks }) => [paint("bold", name), ...checks.map(line)].join("\n"));
  const count = (state: DoctorCheck["state"]) => all.filter((check) => check.state === state).length;
  const red = count("missing");
  const end =
    red === 0 ? paint("green", "everything required is here") : paint("red", `${red} required missing`);
  return [...parts, `${end} (${count("ok")} ok, ${count("optional")} optional not here)`].join("\n\n");
}
