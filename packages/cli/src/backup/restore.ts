import { resolve } from "node:path";
import { ExitCode, formatProblem } from "@logstead/base";
import { restore } from "@logstead/operate";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";
import { asked } from "../up/confirm.ts";

export async function runRestore(
  folder: string,
  options: OutputOptions & { env: string; yes?: boolean },
): Promise<void> {
  const result = await restore(siteOf(options.env), {
    from: resolve(folder),
    confirm: async (what) => options.yes || (await asked(`Shall it ${what}?`)),
    onProgress: (text) => process.stderr.write(`restore: ${text}\n`),
  });
  print(options, result, () =>
    [
      table(
        ["host", "lines then", "lines now"],
        result.counts.map(({ host, before, after }) => [host, String(before), String(after)]),
      ),
      ...(result.others.length > 0
        ? [`${result.others.join(", ")}: another machine than then, so it keeps its own positions`]
        : []),
      `What Loki had before is in ${result.aside} on its host; remove it when it is not needed.`,
    ].join("\n\n"),
  );
  if (result.problems.length === 0) return;
  process.stderr.write(`${result.problems.map((problem) => formatProblem(problem)).join("\n")}\n`);
  process.exitCode = ExitCode.problems;
}
