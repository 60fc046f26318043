import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Problem, ProblemError } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import { type Change, SiteStack, type Unit, unitsOf } from "@logstead/stacks";
import { diffTrees, type FileDiff, type RenderedTree, writeTree } from "@logstead/templates";
import type { OnProgress } from "@logstead/tools";
import { driftedUnits } from "../up/repair.ts";
import { checkHosts, type HostCheck } from "./check.ts";

/** A section of a preview that could not be made here, and why. */
export interface Skipped {
  skipped: string;
}

export interface Preview {
  environment: string;
  /** What the files are compared with: `what was last applied`, `origin/main`. */
  against: string;
  files: FileDiff[];
  /** What Pulumi would do, without what stays the same. */
  stack: { changes: Change[]; unchanged: number } | Skipped;
  /** What `ansible-playbook --check --diff` would change on hosts that answer. */
  hosts: HostCheck[] | Skipped;
  /** Whether anything at all would change. */
  changed: boolean;
}

export interface PreviewOptions {
  tree: RenderedTree;
  before: RenderedTree;
  against: string;
  /** Only the first part: nothing is asked of the stack or of hosts. */
  filesOnly?: boolean | undefined;
  /** Ansible is asked about every unit, also those that `up` would leave alone. */
  allUnits?: boolean | undefined;
  /** Ansible is only asked about these. */
  hosts?: string[] | undefined;
  onTool?: OnProgress | undefined;
  onProgress?: ((text: string) => void) | undefined;
}

/** What applying a site would do, in three parts, each as far as it can be known from here. Changes nothing. */
export async function preview(site: Site, options: PreviewOptions): Promise<Preview> {
  const { tree, before, against } = options;
  const files = diffTrees(before, tree);
  const result = { environment: site.environment, against, files };
  if (options.filesOnly) {
    const skipped = "not asked for (--files-only)";
    return { ...result, stack: { skipped }, hosts: { skipped }, changed: files.length > 0 };
  }
  // Pulumi and Ansible read a tree from disk: a copy, so that the real one stays untouched.
  const folder = mkdtempSync(join(tmpdir(), "logstead-preview-"));
  try {
    const rendered = join(folder, "rendered");
    await writeTree(tree, rendered);
    options.onProgress?.("asking Pulumi");
    const stack = await orSkipped(() => stackChanges(site, rendered, options));
    options.onProgress?.("asking the hosts");
    const hosts = await orSkipped(async () =>
      checkHosts(site, await unitsToCheck(site, stack, options), { ...options, folder, rendered }),
    );
    return { ...result, stack, hosts, changed: changed(files, stack, hosts) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The units whose playbooks `up` would run; all where Pulumi cannot tell, or where that is asked for. */
async function unitsToCheck(
  site: Site,
  stack: Preview["stack"],
  { tree, allUnits }: PreviewOptions,
): Promise<Unit[]> {
  const units = unitsOf(site, tree);
  if (allUnits || !("changes" in stack)) return units;
  const changed = new Set(stack.changes.map(({ name }) => name));
  const same = units.filter(({ name }) => !changed.has(name));
  const drifted = new Set(await driftedUnits(site, same, tree));
  return units.filter((unit) => changed.has(unit.name) || drifted.has(unit));
}

async function stackChanges(site: Site, rendered: string, options: PreviewOptions) {
  const stack = await SiteStack.open(site, {
    onProgress: options.onTool,
    variables: { LOGSTEAD_RENDERED: rendered },
  });
  const all = await stack.preview();
  // the record of what was applied follows from the rest
  const changes = all.filter(({ name, op }) => op !== "same" && !name.startsWith("applied"));
  return { changes, unchanged: all.length - changes.length };
}

const changed = (files: FileDiff[], stack: Preview["stack"], hosts: Preview["hosts"]) =>
  files.length > 0 ||
  ("changes" in stack && stack.changes.length > 0) ||
  (Array.isArray(hosts) && hosts.some(({ tasks }) => tasks.length > 0));

async function orSkipped<T>(work: () => Promise<T>): Promise<T | Skipped> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { skipped: reason(error.problems[0]) };
  }
}

const reason = (first: Problem | undefined) =>
  [first?.message, first?.fix && `(${first.fix})`].filter(Boolean).join(" ");
