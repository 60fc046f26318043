import { createHash } from "node:crypto";
import { globSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { cacheDir, repoRoot, writeFileAtomic } from "@logstead/base";
import { manifestName } from "../tree/paths.ts";
import { contentHash, type RenderedTree } from "../tree/tree.ts";

/** What a tree was rendered from, besides this program's code. */
export interface Inputs {
  files: readonly string[];
  /** Names that were looked for: another match is another input. */
  patterns: readonly { folder: string; pattern: string }[];
}

/** What is kept of the last render to a folder. Inputs are compared by content, the files there by size and time. */
interface Known {
  code: string;
  inputs: [path: string, sha256: string][];
  patterns: [folder: string, pattern: string, found: string[]][];
  files: [path: string, size: number, mtimeMs: number, mode: number][];
}

/**
 * Whether a folder still holds what its last render wrote, from inputs that are still the same: then there is
 * nothing to render. Undefined when that is not certain; else how many files there are.
 */
export function knownCurrent(folder: string, main: string): number | undefined {
  let known: Known;
  try {
    known = JSON.parse(readFileSync(recordOf(folder, main), "utf8")) as Known;
  } catch {
    return undefined;
  }
  const same =
    known.code === codeStamp() &&
    known.inputs.every(([path, hash]) => hashOf(path) === hash) &&
    known.patterns.every(([at, pattern, found]) => matches(at, pattern).join("\0") === found.join("\0")) &&
    known.files.every((file) => sameFile(join(folder, file[0]), file));
  return same ? known.files.length - 1 : undefined;
}

/** Keeps what a folder was rendered from, once it holds the tree. */
export function remember(folder: string, main: string, inputs: Inputs, tree: RenderedTree): void {
  const known: Known = {
    code: codeStamp(),
    inputs: [...new Set([main, ...inputs.files])].map((path) => [resolve(path), hashOf(path)]),
    patterns: inputs.patterns.map(({ folder: at, pattern }) => [resolve(at), pattern, matches(at, pattern)]),
    files: [...tree.files.keys(), manifestName].map((path) => {
      const { size, mtimeMs, mode } = lstatSync(join(folder, path));
      return [path, size, mtimeMs, mode];
    }),
  };
  writeFileAtomic(recordOf(folder, main), JSON.stringify(known));
}

function recordOf(folder: string, main: string): string {
  const parent = dirname(resolve(folder));
  const place = [realOf(parent), resolve(folder), resolve(main)].join("\0");
  return cacheDir("rendered", `${contentHash(place)}.json`);
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const matches = (folder: string, pattern: string) => globSync(pattern, { cwd: folder }).sort();

function hashOf(path: string): string {
  try {
    return contentHash(readFileSync(path));
  } catch {
    return "";
  }
}

function sameFile(path: string, [, size, mtimeMs, mode]: Known["files"][number]): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.size === size && found.mtimeMs === mtimeMs && found.mode === mode;
}

/** The code and templates that render: whatever of the packages changes, everything is rendered again. */
function codeStamp(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(join(repoRoot, "packages")).sort())
    for (const folderName of ["src", "files", "pipelines"]) {
      const folder = join(repoRoot, "packages", name, folderName);
      for (const path of below(folder)) {
        const { size, mtimeMs } = lstatSync(path);
        hash.update(`${path}\0${size}\0${mtimeMs}\0`);
      }
    }
  return hash.digest("hex");
}

function below(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}
