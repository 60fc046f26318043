import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import type { RenderedTree } from "@logstead/templates";

export const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** What a hash of a folder says nothing about: tests of a role change nothing on a host. */
const notApplied = new Set(["molecule", "README.md", "tests"]);

/** One hash of names, modes and contents below a folder; undefined where it is not there. */
export function folderHash(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const seen: string[] = [];
  const walk = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = posix.join(below, entry.name);
      if (notApplied.has(entry.name) || entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) {
        const executable = (statSync(join(folder, path)).mode & 0o100) !== 0;
        seen.push(`${path} ${executable} ${sha256(readFileSync(join(folder, path)))}`);
      }
    }
  };
  walk("");
  return sha256(seen.sort().join("\n"));
}

const included =
  /\b(?:ansible\.builtin\.)?(?:import_playbook|include_tasks|import_tasks|include_vars)\s*:\s*["']?([\w./-]+\.ya?ml)/g;

/** The hashes of a playbook and of every rendered file that it includes, by path. */
export function playbookHashes(tree: RenderedTree, playbook: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  const take = (path: string) => {
    const file = tree.files.get(path);
    if (!file || path in hashes) return;
    hashes[path] = tree.hashes.get(path) as string;
    for (const [, next = ""] of file.content.matchAll(included)) take(posix.join(posix.dirname(path), next));
  };
  take(playbook);
  return hashes;
}
