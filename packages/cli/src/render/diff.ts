import { ExitCode, ProblemError } from "@logstead/base";
import { countFiles, diffJson, diffMarkdown, diffText, diffTrees, readTree } from "@logstead/templates";
import { treeAt } from "./git.ts";
import { targetOf } from "./target.ts";

interface Options {
  env: string;
  against?: string;
  out?: string;
  output: "text" | "json" | "markdown";
}

export async function diff(options: Options): Promise<void> {
  const { folder, tree } = targetOf(options);
  const before =
    options.against === undefined ? await readTree(folder) : await treeAt(options.against, folder);
  if (!before.ok) throw new ProblemError(before.problems);
  const diffs = diffTrees(before.tree, tree);
  const title = `Rendered files of ${options.env}`;
  const views = { text: diffText, json: diffJson, markdown: (all: typeof diffs) => diffMarkdown(all, title) };
  process.stdout.write(views[options.output](diffs));
  const { added, changed, removed } = countFiles(diffs);
  if (added + changed + removed > 0) process.exitCode = ExitCode.pending;
}
