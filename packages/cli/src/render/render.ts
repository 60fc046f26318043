import { ExitCode, type Problem } from "@logstead/base";
import { checkTree, knownCurrent, remember, type WritePlan, writeTree } from "@logstead/templates";
import { inventoryFile } from "../inventory/locate.ts";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { problemsText } from "../output/problems.ts";
import { folderOf, targetOf } from "./target.ts";

interface Options extends OutputOptions {
  env: string;
  check?: boolean;
  out?: string;
  force?: boolean;
}

export async function render(options: Options): Promise<void> {
  const main = inventoryFile(options.env);
  const known = knownCurrent(options.out ?? folderOf(main), main);
  if (known !== undefined) return upToDate(options, options.out ?? folderOf(main), known);
  const { folder, tree, inputs } = targetOf(options);
  if (options.check) {
    const plan = await checkTree(tree, folder);
    if (plan.current) remember(folder, main, inputs, tree);
    const state = plan.edited.length > 0 ? "edited" : plan.current ? "current" : "stale";
    report(options, { folder, state, plan, problems: plan.edited });
    if (state !== "current") process.exitCode = state === "edited" ? ExitCode.problems : ExitCode.pending;
    return;
  }
  const { written, plan, problems } = await writeTree(tree, folder, { force: options.force ?? false });
  if (written || plan.current) remember(folder, main, inputs, tree);
  const refused = problems.some((problem) => problem.severity === "error");
  report(options, { folder, state: written ? "written" : refused ? "edited" : "current", plan, problems });
  if (refused) process.exitCode = ExitCode.problems;
}

/** Neither what the files come from has changed since they were written, nor they themselves. */
function upToDate(options: Options, folder: string, files: number): void {
  const data = {
    folder,
    state: "current",
    create: [],
    change: [],
    remove: [],
    unchanged: files,
    problems: [],
  };
  print(options, data, () => `${paint("green", "current")} ${folder}: ${files} files, nothing to do`);
}

interface Report {
  folder: string;
  state: "current" | "stale" | "edited" | "written";
  plan: WritePlan;
  problems: Problem[];
}

function report(options: Options, { folder, state, plan, problems }: Report): void {
  const { create, change, remove, unchanged } = plan;
  const data = { folder, state, create, change, remove, unchanged: unchanged.length, problems };
  print(options, data, () =>
    [...body(plan, problems), verdict(options, { folder, state, plan, problems })].join("\n"),
  );
}

function body({ create, change, remove }: WritePlan, problems: Problem[]): string[] {
  const marked = [
    ...create.map((path) => `+ ${path}`),
    ...change.map((path) => `~ ${path}`),
    ...remove.map((path) => `- ${path}`),
  ];
  const lines = marked.slice(0, shown);
  if (marked.length > shown) lines.push(`… and ${marked.length - shown} more (--output json lists all)`);
  if (problems.length > 0) lines.push("", problemsText(problems), "");
  return lines;
}

/** A screen of paths; more is for programs. */
const shown = 40;

function verdict(options: Options, { folder, state, plan }: Report): string {
  const { create, change, remove, unchanged } = plan;
  const total = create.length + change.length + unchanged.length;
  const counts = `${create.length} new, ${change.length} changed, ${remove.length} removed, ${unchanged.length} unchanged`;
  const again = `./logstead render --env ${options.env}${options.out === undefined ? "" : ` --out ${options.out}`}`;
  switch (state) {
    case "written":
      return `${paint("green", "written")} ${folder}: ${counts}`;
    case "current":
      return `${paint("green", "current")} ${folder}: ${total} files, nothing to do`;
    case "stale":
      return `${paint("yellow", "stale")} ${folder}: ${counts}\n  fix:  ${again}`;
    case "edited":
      return `${paint("red", "not written")} ${folder}: files were edited by hand; ${again} --force overwrites them`;
  }
}
