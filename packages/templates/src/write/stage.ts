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
import { dirname, join } from "node:path";
import { manifestName } from "../tree/paths.ts";
import type { RenderedTree } from "../tree/tree.ts";
import { type Contents, writeContents } from "./contents.ts";
import { manifestOf, manifestText } from "./manifest.ts";
import type { WritePlan } from "./plan.ts";

/** Builds the whole new tree in a separate folder; unchanged files are hard links to the old ones. */
export async function stage(tree: RenderedTree, plan: WritePlan, from: string, to: string): Promise<void> {
  mkdirSync(to);
  chmodSync(to, folderMode(from));
  const unchanged = new Set(plan.unchanged);
  await writeContents(contentsOf(tree, unchanged, to));
  const folders = new Set<string>();
  const room = (path: string) => {
    const folder = dirname(join(to, path));
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    return join(to, path);
  };
  for (const path of unchanged) keep(join(from, path), room(path));
  const inTheWay = new Set([...tree.files.keys()].flatMap((path) => [path, ...foldersOf(path)]));
  for (const path of plan.foreign) {
    const blocked = inTheWay.has(path) || foldersOf(path).some((folder) => tree.files.has(folder));
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

/** Hard-links the file, so that its time and links stay; copies it if links are not supported. */
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

function contentsOf(tree: RenderedTree, except: ReadonlySet<string>, folder: string): Contents {
  const texts: string[] = [];
  const known = new Map<string, number>();
  const files: Contents["files"] = [];
  for (const [path, { content, mode }] of tree.files) {
    if (except.has(path)) continue;
    const hash = tree.hashes.get(path) as string;
    const text = known.get(hash) ?? texts.push(content) - 1;
    known.set(hash, text);
    files.push([path, text, mode]);
  }
  return { folder, texts, files };
}

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
