import { casesOf } from "@logstead/agent";
import { ExitCode } from "@logstead/base";
import { type OutputOptions, print } from "../output/print.ts";
import { problemsText } from "../output/problems.ts";
import { table } from "../output/table.ts";
import { find } from "./find.ts";

export function list(options: OutputOptions & { env?: string }): void {
  const { pipelines, problems } = find([], options.env);
  const rows = pipelines.map(({ pipeline, own }) => ({
    name: pipeline.name,
    from: own ? pipeline.folder : "library",
    cases: casesOf(pipeline).length,
    description: pipeline.definition.description,
  }));
  print(options, { pipelines: rows, problems }, () =>
    [
      table(
        ["pipeline", "from", "cases", "lines it is for"],
        rows.map((row) => [row.name, row.from, String(row.cases), row.description]),
      ),
      ...(problems.length > 0 ? ["", problemsText(problems)] : []),
    ].join("\n"),
  );
  if (problems.length > 0) process.exitCode = ExitCode.problems;
}
