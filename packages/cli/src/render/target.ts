import { basename, dirname, join, relative, resolve } from "node:path";
import { ExitCode, ProblemError, repoRoot } from "@logstead/base";
import { type Loaded, load, type Site } from "@logstead/inventory";
import { type RenderedTree, type SiteFile, siteFiles, siteTree } from "@logstead/templates";
import { inventoryFile } from "../inventory/locate.ts";

export interface Target {
  site: Site;
  /** Where the environment's files are written. */
  folder: string;
  files: SiteFile[];
  tree: RenderedTree;
  inputs: Extract<Loaded, { ok: true }>["inputs"];
}

/** An environment's files, rendered in memory; throws what is wrong with inventory or templates. */
export function targetOf(options: { env: string; out?: string }): Target {
  const loaded = load(inventoryFile(options.env));
  if (!loaded.ok) throw new ProblemError(loaded.problems, ExitCode.problems);
  const { site, inputs } = loaded;
  const files = siteFiles(site);
  const result = siteTree(site, files);
  if (!result.ok) throw new ProblemError(result.problems, ExitCode.problems);
  return { site, folder: options.out ?? folderOf(site.file), files, tree: result.tree, inputs };
}

/** Environments are rendered for Ansible; any other inventory beside itself. */
export function folderOf(inventory: string): string {
  const file = resolve(inventory);
  const name = basename(file).replace(/\.ya?ml$/, "");
  const own = dirname(file) === join(repoRoot, "infra/environments");
  const folder = own ? join(repoRoot, "ansible/rendered", name) : join(dirname(file), "rendered", name);
  return relative(process.cwd(), folder) || folder;
}
