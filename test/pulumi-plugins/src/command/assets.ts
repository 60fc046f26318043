import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Properties, tagged, type Value } from "../kit/index.ts";
import { selectPaths } from "./globs.ts";

/** The files under `dir` that the rules choose, as assets by their path relative to `dir`. */
export function assetsUnder(dir: string, rules: string[]): { [path: string]: Value } {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();
  return Object.fromEntries(
    selectPaths(rules, files).map((path) => {
      const file = resolve(dir, path);
      return [path, tagged("asset", { path: file, text: "", uri: "", hash: sha256(readFileSync(file)) })];
    }),
  );
}

/** One archive of assets. Its hash is of names and contents; the official one hashes a tar of them. */
export function archiveOf(assets: { [path: string]: Value }): Value {
  const listing = Object.entries(assets).map(([path, asset]) => `${path} ${(asset as Properties).hash}\n`);
  return tagged("archive", { assets, path: "", uri: "", hash: sha256(listing.join("")) });
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
