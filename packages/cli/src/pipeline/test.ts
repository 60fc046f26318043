import { type CaseResult, casesOf, findAlloy, runCases, type Shown } from "@logstead/agent";
import { ExitCode, type Problem, problem } from "@logstead/base";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { countText, problemsText } from "../output/problems.ts";
import { table } from "../output/table.ts";
import { find } from "./find.ts";

const programs = ["promtail", "alloy", "interpreter"] as const;

export async function test(
  names: string[],
  options: OutputOptions & { env?: string; update?: boolean },
): Promise<void> {
  const { pipelines, problems: mistakes } = find(names, options.env);
  const withoutCases = pipelines
    .filter(({ pipeline }) => casesOf(pipeline).length === 0)
    .map(
      ({ pipeline }): Problem =>
        problem("no-cases", `the pipeline '${pipeline.name}' has no cases`, {
          severity: "warning",
          file: `${pipeline.folder}/pipeline.yaml`,
          want: "at least one cases/NAME.input with real lines",
          fix: `Please add one, then: ./logstead pipeline test ${pipeline.name} --update`,
        }),
    );
  const problems = [...mistakes, ...pipelines.flatMap(({ warnings }) => warnings), ...withoutCases];
  const cases = pipelines.flatMap(({ pipeline }) => casesOf(pipeline));
  const results = await runCases(cases, { update: options.update ?? false });
  const alloy = await findAlloy();
  const bad = results.filter(({ verdicts }) => Object.values(verdicts).includes("differs"));
  print(options, { problems, results: results.map(({ got, ...rest }) => ({ ...rest, got })) }, () =>
    [
      ...(results.length > 0 ? [resultTable(results)] : []),
      ...bad.map(differenceText),
      ...(problems.length > 0 ? [problemsText(problems)] : []),
      ...(alloy === undefined ? ["skipped: alloy is not on PATH"] : []),
      `${results.length - bad.length} of ${results.length} cases agree; ${countText(problems)}`,
    ].join("\n\n"),
  );
  if (bad.length > 0 || mistakes.length > 0) process.exitCode = ExitCode.problems;
}

function resultTable(results: readonly CaseResult[]): string {
  const colours = { ok: "green", differs: "red", skipped: "dim" } as const;
  return table(
    ["pipeline", "case", ...programs],
    results.map(({ pipeline, name, verdicts }) => [
      pipeline,
      name,
      ...programs.map((program) => paint(colours[verdicts[program]], verdicts[program])),
    ]),
  );
}

/** Entries that one has and the other has not. */
function differenceText({ pipeline, name, expected, got, verdicts }: CaseResult): string {
  const parts = [paint("bold", `${pipeline}: ${name}`)];
  if (!expected)
    return `${parts[0]}\n  there is no ${name}.expected.json; --update writes it from what Promtail did`;
  for (const program of programs) {
    if (verdicts[program] !== "differs") continue;
    const [want, have] = [expected.map(text), (got[program] ?? []).map(text)];
    parts.push(`  ${program}`);
    parts.push(...want.filter((row) => !have.includes(row)).map((row) => paint("red", `  - ${row}`)));
    parts.push(...have.filter((row) => !want.includes(row)).map((row) => paint("green", `  + ${row}`)));
  }
  return parts.join("\n");
}

const text = (entry: Shown) => JSON.stringify(entry);
