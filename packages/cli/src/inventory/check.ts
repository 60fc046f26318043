import { ExitCode, type Problem } from "@logstead/base";
import { load, type Summary, summarize } from "@logstead/inventory";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { countText, problemsText } from "../output/problems.ts";
import { inventoryFile } from "./locate.ts";
import { summaryText } from "./summary.ts";

interface Result {
  file: string;
  ok: boolean;
  problems: Problem[];
  summary?: Summary;
}

export function check(files: string[], options: OutputOptions & { strict?: boolean }): void {
  const results = files.map((name) => checkOne(inventoryFile(name), options.strict ?? false));
  print(options, results, () => results.map(text).join("\n\n"));
  if (results.some((result) => !result.ok)) process.exitCode = ExitCode.problems;
}

function checkOne(file: string, strict: boolean): Result {
  const loaded = load(file);
  if (!loaded.ok) return { file, ok: false, problems: loaded.problems };
  const ok = !(strict && loaded.warnings.length > 0);
  return { file, ok, problems: loaded.warnings, summary: summarize(loaded.site) };
}

function text({ file, ok, problems, summary }: Result): string {
  const parts = [];
  if (problems.length > 0) parts.push(problemsText(problems));
  if (summary && ok) parts.push(summaryText(summary));
  parts.push(
    ok
      ? `${paint("green", "ok")} ${file}: ${countText(problems)}`
      : `${paint("red", "not ok")} ${file}: ${countText(problems)}`,
  );
  return parts.join("\n\n");
}
