import { join } from "node:path";
import { lookUp } from "./lookup.ts";
import { findOnPath } from "./onpath.ts";
import { binOf, pathWith } from "./run.ts";
import { type EntryRecord, Store } from "./store.ts";
import type { Program, Tool, ToolPath } from "./types.ts";

export interface Setting {
  tools: Tool[];
  /** The folder that holds the locks. */
  root: string;
  /** The folder that holds the cache. */
  cache: string;
}

/** `seen` says in words what is on PATH when that is not what is wanted. */
export type Found = { here: ToolPath } | { here?: undefined; seen?: string };

/** What is here already: right on PATH, else cached and sound. */
export async function find(setting: Setting, tool: Tool, program: Program): Promise<Found> {
  const found = await findOnPath(tool, program, setting.root);
  if (found.right) {
    const env = { PATH: process.env.PATH ?? "" };
    return { here: { name: program.name, version: found.version, path: found.path, from: "path", env } };
  }
  const store = new Store(setting.cache, setting.root);
  const cached = await store.check(tool);
  if (typeof cached === "object") return { here: fromCache(store, tool, program, cached) };
  return found.seen === undefined ? {} : { seen: found.seen };
}

export function fromCache(store: Store, tool: Tool, program: Program, record: EntryRecord): ToolPath {
  const bin = binOf(store.entry(tool));
  const version = record.programs[program.name]?.version ?? record.version;
  return { name: program.name, version, path: join(bin, program.name), from: "cache", env: pathWith(bin) };
}

/** Nothing is fetched: undefined where the program is not here. */
export async function findTool(setting: Setting, name: string): Promise<ToolPath | undefined> {
  const { tool, program } = lookUp(setting.tools, name);
  return (await find(setting, tool, program)).here;
}
