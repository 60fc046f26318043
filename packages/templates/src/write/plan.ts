import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Problem, problem } from "@logstead/base";
import { manifestName } from "../tree/paths.ts";
import { contentHash, type RenderedTree } from "../tree/tree.ts";
import { type Manifest, manifestOf, manifestText, readManifest } from "./manifest.ts";

/** What writing a tree to a folder would do; every list is sorted. */
export interface WritePlan {
  create: string[];
  change: string[];
  remove: string[];
  unchanged: string[];
  /** Files that no render produced: they stay. */
  foreign: string[];
  /** Files that somebody edited since they were written, and foreign files in the way of rendered ones. */
  edited: Problem[];
  /** Nothing to do, the manifest included. */
  current: boolean;
}

export function planWrite(tree: RenderedTree, folder: string): WritePlan {
  const written = readManifest(folder);
  const here = new Map(entries(folder).map((path) => [path, stateOf(join(folder, path))]));
  const plan: WritePlan = {
    create: [],
    change: [],
    remove: [],
    unchanged: [],
    foreign: [],
    edited: [],
    current: false,
  };
  for (const [path, { mode }] of tree.files) {
    const state = here.get(path);
    const before = written?.files[path];
    const same = state?.hash === tree.hashes.get(path);
    if (state === undefined) plan.create.push(path);
    else if (same && before?.mode === modeText(mode) && state.executable === executable(mode))
      plan.unchanged.push(path);
    else plan.change.push(path);
    if (state && !same && touched(state, before?.sha256))
      plan.edited.push(edited(folder, path, before !== undefined));
    for (const blocker of parents(path))
      if (here.has(blocker)) plan.edited.push(edited(folder, blocker, written?.files[blocker] !== undefined));
  }
  for (const [path, state] of here) {
    if (tree.files.has(path)) continue;
    const before = written?.files[path];
    if (!before) plan.foreign.push(path);
    else plan.remove.push(path);
    if (before && touched(state, before.sha256)) plan.edited.push(edited(folder, path, true));
  }
  for (const path of plan.foreign)
    for (const name of below(tree, path)) plan.edited.push(edited(folder, path, false, name));
  plan.edited = once(plan.edited);
  const nothing = plan.create.length + plan.change.length + plan.remove.length === 0;
  plan.current = nothing && written !== undefined && sameManifest(written, manifestOf(tree));
  return plan;
}

interface State {
  /** Undefined for what is not a file: a link, a socket. */
  hash: string | undefined;
  executable: boolean;
}

/** Only files are written here, whatever the manifest says. */
const touched = ({ hash }: State, written: string | undefined) => hash === undefined || hash !== written;

function stateOf(file: string): State {
  const { mode, isFile } = stat(file);
  return { hash: isFile ? contentHash(readFileSync(file)) : undefined, executable: executable(mode) };
}

function stat(file: string): { mode: number; isFile: boolean } {
  const found = lstatSync(file);
  return { mode: found.mode, isFile: found.isFile() };
}

/** Git keeps only this bit of a mode, so a fresh clone may differ in the others. */
const executable = (mode: number) => (mode & 0o100) !== 0;
const modeText = (mode: number) => `0${mode.toString(8)}`;
const sameManifest = (a: Manifest, b: Manifest) => manifestText(a) === manifestText(b);

/** All paths of a folder that are not folders, the manifest aside. */
export function entries(folder: string, prefix = ""): string[] {
  let found: ReturnType<typeof list>;
  try {
    found = list(join(folder, prefix));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && prefix === "") return [];
    throw error;
  }
  const paths = found.flatMap((entry) => {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    return entry.isDirectory() ? entries(folder, path) : [path];
  });
  return prefix === ""
    ? paths.filter((path) => path !== manifestName).sort((a, b) => (a < b ? -1 : 1))
    : paths;
}

const list = (folder: string) => readdirSync(folder, { withFileTypes: true });

const parents = (path: string) =>
  path
    .split("/")
    .slice(0, -1)
    .map((_, i, parts) => parts.slice(0, i + 1).join("/"));

/** A rendered path that a foreign one needs as its folder. */
const below = (tree: RenderedTree, path: string) => parents(path).filter((parent) => tree.files.has(parent));

function edited(folder: string, path: string, ours: boolean, inTheWayOf = path): Problem {
  const message = ours
    ? "This rendered file was edited by hand."
    : `A file that Logstead did not write is where ${inTheWayOf === path ? "a rendered one" : inTheWayOf} belongs.`;
  return problem(ours ? "rendered-file-edited" : "rendered-file-foreign", message, {
    file: join(folder, path),
    fix: "Move what you need into the environment or a template, or overwrite it with --force",
  });
}

const once = (problems: Problem[]) => [
  ...new Map(problems.map((problem) => [problem.file, problem])).values(),
];
