import { ExitCode, ProblemError, problem } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import { type Preview, preview, previewMarkdown, previewText } from "@logstead/operate";
import { appliedFolder } from "@logstead/stacks";
import { type RenderedTree, readTree, type TreeResult } from "@logstead/templates";
import { progressTo } from "@logstead/tools";
import { treeAt } from "../render/git.ts";
import { targetOf } from "../render/target.ts";

interface Options {
  env: string;
  against?: string;
  filesOnly?: boolean;
  hosts?: string[];
  allUnits?: boolean;
  output: "text" | "json" | "markdown";
}

export async function runPreview(options: Options): Promise<void> {
  const { site, folder, tree } = targetOf({ env: options.env });
  const { before, against } = await beforeOf(site, folder, options);
  const live = process.stderr.isTTY;
  const result = await preview(site, {
    tree,
    before,
    against,
    filesOnly: options.filesOnly,
    hosts: hostsOf(site, options.hosts),
    allUnits: options.allUnits,
    onTool: progressTo(process.stderr),
    onProgress: (text) => live && process.stderr.write(`\r\x1b[K${text}`),
  });
  if (live) process.stderr.write("\r\x1b[K");
  process.stdout.write(`${views[options.output](result).trimEnd()}\n`);
  if (result.changed) process.exitCode = ExitCode.pending;
}

const exact = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
const views: Record<Options["output"], (result: Preview) => string> = {
  text: previewText,
  markdown: previewMarkdown,
  json: (result) => JSON.stringify(result, exact, 2),
};

/** Names that the inventory knows, from words that may hold several separated by commas. */
function hostsOf(site: Site, given: string[] | undefined): string[] | undefined {
  const names = given?.flatMap((list) => list.split(",")).filter(Boolean);
  const unknown = names?.filter((name) => !(name in site.hosts)) ?? [];
  if (unknown.length === 0) return names;
  throw new ProblemError(
    problem("no-such-host", `'${site.environment}' has no host that is called ${unknown.join(", ")}`, {
      got: unknown.join(", "),
      want: `of: ${Object.keys(site.hosts).join(", ")}`,
    }),
    ExitCode.usage,
  );
}

async function beforeOf(
  site: Site,
  folder: string,
  { against }: Options,
): Promise<{ before: RenderedTree; against: string }> {
  if (against !== undefined) return { before: ok(await treeAt(against, folder)), against };
  return { before: ok(await readTree(appliedFolder(site.environment))), against: "what was last applied" };
}

function ok(result: TreeResult): RenderedTree {
  if (result.ok) return result.tree;
  throw new ProblemError(result.problems, ExitCode.problems);
}
