import {
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { manifestName } from "../tree/paths.ts";
import type { RenderedTree } from "../tree/tree.ts";
import { manifestOf, manifestText } from "./manifest.ts";
import type { WritePlan } from "./plan.ts";

/** Builds the whole new tree in a folder of its own; what does not change is the old file itself. */
export function stage(tree: RenderedTree, plan: WritePlan, from: string, to: string): void {
  const folders = new Set<string>([""]);
  // Parents first: `recursive` would begin with the deepest and fail its way up, which takes twice as long.
  const make = (folder: string) => {
    if (folders.has(folder)) return;
    make(parentOf(folder));
    mkdirSync(join(to, folder));
    folders.add(folder);
  };
  const room = (path: string) => {
    make(parentOf(path));
    return join(to, path);
  };
  mkdirSync(to);
  chmodSync(to, folderMode(from));
  const unchanged = new Set(plan.unchanged);
  const umask = process.umask();
  for (const [path, file] of tree.files) {
    const target = room(path);
    if (unchanged.has(path)) keep(join(from, path), target);
    else {
      writeFileSync(target, file.content, { mode: file.mode });
      if ((file.mode & umask) !== 0) chmodSync(target, file.mode);
    }
  }
  const inTheWay = new Set([...tree.files.keys()].flatMap((path) => [path, ...foldersOf(path)]));
  for (const path of plan.foreign) {
    const blocked = inTheWay.has(path) || foldersOf(path).some((one) => tree.files.has(one));
    if (!blocked) keep(join(from, path), room(path));
  }
  const fd = openSync(join(to, manifestName), "wx", 0o644);
  try {
    writeFileSync(fd, manifestText(manifestOf(tree)));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The same file under a second name, so that its time and its links stay; a copy where links are not to be had. */
function keep(from: string, to: string): void {
  const found = lstatSync(from);
  if (!found.isFile()) {
    cpSync(from, to, { verbatimSymlinks: true });
    return;
  }
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
    chmodSync(to, found.mode);
    utimesSync(to, found.atime, found.mtime);
  }
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

function folderMode(folder: string): number {
  try {
    return lstatSync(folder).mode & 0o777;
  } catch {
    return 0o755;
  }
}

const foldersOf = (path: string) =>
  path
    .split("/")
    .slice(0, -1)
    .map((_, i, parts) => parts.slice(0, i + 1).join("/"));
