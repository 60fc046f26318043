import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Source, Tool } from "./types.ts";

export const platform = `${process.platform}-${process.arch}`;

/** Raise it when the way of building changes in a manner no lock shows. */
const recipe = 1;

/** The files that pin what a source brings, relative to `tools/`. */
export function lockFiles(source: Source): string[] {
  switch (source.kind) {
    case "go":
      return [`${source.folder}/go.mod`, `${source.folder}/go.sum`];
    case "wheel":
      return [source.lock];
    case "python":
      return [source.lock, source.wanted];
    case "pnpm":
      return ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"].map((f) => `${source.folder}/${f}`);
    default:
      return [];
  }
}

/** Hash of everything that decides what the result is: the recipe, the locks, the programs. */
function lockHash(tool: Tool, root: string): string {
  const hash = createHash("sha256");
  const programs = tool.programs.map((p) => p.name);
  hash.update(JSON.stringify([recipe, tool.name, tool.version, tool.source, programs]));
  for (const file of lockFiles(tool.source))
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** The name of a tool's cache entry: version, platform and lock, so that a change of any makes another entry. */
export function keyOf(tool: Tool, root: string): string {
  return `${tool.version}-${platform}-${lockHash(tool, root).slice(0, 16)}`;
}
