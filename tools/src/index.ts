import { resolve } from "node:path";
import { cacheDir } from "@logstead/base";
import * as get from "./get.ts";
import * as list from "./list.ts";
import { manifest } from "./manifest.ts";
import { pruneTools } from "./prune.ts";
import type { GetOptions, ToolPath } from "./types.ts";

export type { ToolState } from "./list.ts";
export { clock, progressTo } from "./progress.ts";
export type { GetOptions, OnProgress, Progress, Tool, ToolPath } from "./types.ts";

/** The manifest of this clone and the cache of this user. */
export const setting: get.Setting = {
  tools: manifest,
  root: resolve(import.meta.dirname, ".."),
  cache: cacheDir("tools"),
};

/** A program of the right version: from PATH, else from the cache, else obtained now. */
export const getTool = (name: string, options: GetOptions = {}): Promise<ToolPath> =>
  get.getTool(setting, name, options);

export const listTools = (options: { verify?: boolean } = {}) => list.listTools(setting, options);
export const prune = () => pruneTools(setting);
