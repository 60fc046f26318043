import { join, resolve } from "node:path";
import { cacheDir } from "@logstead/base";
import * as checks from "./checks.ts";
import * as find from "./find.ts";
import * as get from "./get.ts";
import { keyOf } from "./key.ts";
import * as list from "./list.ts";
import { lookUp } from "./lookup.ts";
import { manifest } from "./manifest.ts";
import * as packages from "./packages.ts";
import { pruneTools } from "./prune.ts";
import { type PackageSet, packageSets } from "./sets.ts";
import type { Check, DebianPackage, GetOptions, ToolPath } from "./types.ts";

export type { ToolState } from "./list.ts";
export { clock, progressTo } from "./progress.ts";
export type { Pruned } from "./prune.ts";
export type { PackageSet } from "./sets.ts";
export type { Check, DebianPackage, GetOptions, OnProgress, Progress, ToolPath } from "./types.ts";

/** The manifest of this clone and the cache of this user; read anew, since XDG_CACHE_HOME may be set late. */
const setting = (): find.Setting => ({
  tools: manifest,
  root: resolve(import.meta.dirname, ".."),
  cache: cacheDir("tools"),
});

/** A program of the right version: from PATH, else from the cache, else obtained now. */
export const getTool = (name: string, options: GetOptions = {}): Promise<ToolPath> =>
  get.getTool(setting(), name, options);

/** Like `getTool`, but undefined where the program is not here: for what is skipped rather than fetched. */
export const findTool = (name: string): Promise<ToolPath | undefined> => find.findTool(setting(), name);

/** The key of a tool's cache entry: it changes with all that decides what the program is. */
export const toolKey = (name: string): string => {
  const { tools, root } = setting();
  return keyOf(lookUp(tools, name).tool, root);
};

/** The state of every tool; `verify` compares every cached file with its checksum. */
export const listTools = (options: { verify?: boolean } = {}): Promise<list.ToolState[]> =>
  list.listTools(setting(), options);

/** Removes what no tool of this clone uses. */
export const prune = () => pruneTools(setting());

/** The preconditions of getting what is not here yet, for `./logstead doctor`. */
export const toolChecks = (): Promise<Check[]> => checks.toolChecks(setting());

const listed = (wanted: PackageSet | DebianPackage[]): readonly DebianPackage[] =>
  typeof wanted === "string" ? packageSets[wanted] : wanted;

/** The Debian packages of a set (or list) that are not here. */
export const missingPackages = (wanted: PackageSet | DebianPackage[]): Promise<DebianPackage[]> =>
  packages.missingPackages(listed(wanted));

/** Installs the missing ones as root with apt-get; else throws a problem whose fix is the command. */
export const ensurePackages = (
  wanted: PackageSet | DebianPackage[],
  neededBy: string,
  options: GetOptions = {},
): Promise<void> =>
  packages.ensurePackages(listed(wanted), neededBy, {
    ...options,
    log: join(setting().cache, ".logs", "packages.log"),
  });
