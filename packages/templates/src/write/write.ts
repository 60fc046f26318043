import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Problem, ProblemError, problem, withLock } from "@logstead/base";
import { type RenderedTree, renderedTree, type TreeResult } from "../tree/tree.ts";
import { readManifest } from "./manifest.ts";
import { planWrite, type WritePlan } from "./plan.ts";
import { stage } from "./stage.ts";

export interface WriteResult {
  /** False when there was nothing to do, or when problems kept it from being done. */
  written: boolean;
  plan: WritePlan;
  /** Hand-edited files: with `force` they were overwritten, and are warnings. */
  problems: Problem[];
}

/** Writes a tree to a folder atomically: an interruption anywhere leaves the old tree whole. */
export function writeTree(
  tree: RenderedTree,
  folder: string,
  options: { force?: boolean } = {},
): Promise<WriteResult> {
  return inFolder(folder, async (target) => {
    const plan = planWrite(tree, target);
    if (plan.edited.length > 0 && !options.force) return { written: false, plan, problems: plan.edited };
    const problems = plan.edited.map((problem) => ({ ...problem, severity: "warning" as const }));
    if (plan.current) return { written: false, plan, problems };
    const { next, old } = siblings(target);
    mkdirSync(dirname(target), { recursive: true });
    await stage(tree, plan, target, next);
    if (existsSync(target)) renameSync(target, old);
    renameSync(next, target);
    rmSync(old, { recursive: true, force: true });
    return { written: true, plan, problems };
  });
}

/** What `writeTree` would do: the list of `--check`. */
export function checkTree(tree: RenderedTree, folder: string): Promise<WritePlan> {
  return inFolder(folder, (target) => planWrite(tree, target));
}

/** The tree that was written to a folder last, as its files are now; empty where nothing was. */
export function readTree(folder: string): Promise<TreeResult> {
  return inFolder(folder, (target) => {
    const found = Object.entries(readManifest(target)?.files ?? {}).flatMap(([path, { mode, component }]) => {
      const content = contentOf(join(target, path));
      const more = component === undefined ? {} : { component };
      return content === undefined
        ? []
        : [[path, { content, mode: Number.parseInt(mode, 8), ...more }] as const];
    });
    return renderedTree(found);
  });
}

const contentOf = (file: string) =>
  lstatSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "utf8") : undefined;

/** Runs one writer at a time, after repairing what an interrupted one left. */
async function inFolder<T>(folder: string, work: (target: string) => T | Promise<T>): Promise<T> {
  try {
    const target = place(folder);
    return await withLock(`rendered:${target}`, async () => {
      recover(target);
      return work(target);
    });
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why = message.replace(/^E[A-Z]+: /, "");
    throw new ProblemError(
      problem("write-failed", `The rendered files cannot be written: ${why}.`, { file: path ?? folder }),
    );
  }
}

/** The folder itself, whatever links lead to it: one name for one folder, also while it is being swapped. */
function place(folder: string): string {
  const parent = dirname(resolve(folder));
  const plain = join(existsSync(parent) ? realpathSync(parent) : parent, basename(resolve(folder)));
  return lstatSync(plain, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(plain) : plain;
}

/**
 * Ends what an interrupted writer began. A target that is not there, with the old tree beside it, was caught
 * between the two renames: the old tree comes back. In any other state the target is whole.
 */
function recover(target: string): void {
  const { next, old } = siblings(target);
  if (!existsSync(target) && existsSync(old)) renameSync(old, target);
  rmSync(old, { recursive: true, force: true });
  rmSync(next, { recursive: true, force: true });
}

function siblings(target: string): { next: string; old: string } {
  const beside = (state: string) => join(dirname(target), `.${basename(target)}.logstead-${state}`);
  return { next: beside("next"), old: beside("old") };
}
