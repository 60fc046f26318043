import type { Setting } from "./find.ts";
import { findOnPath } from "./onpath.ts";
import { Store } from "./store.ts";
import type { Tool } from "./types.ts";

export interface ToolState {
  name: string;
  programs: string[];
  version: string;
  state: "on PATH" | "cached" | "damaged" | "absent";
  where?: string;
  bytes?: number;
  /** What it took here, or is expected to take. */
  seconds: number;
  neededBy: string;
  /** False for a program that is only ever taken from PATH. */
  fetched: boolean;
  /** What else there is to know: another version on PATH, why it is not fetched. */
  note?: string;
}

/** The state of each tool; `verify` reads every cached file instead of trusting size, time and inode. */
export function listTools(setting: Setting, options: { verify?: boolean } = {}): Promise<ToolState[]> {
  return Promise.all(setting.tools.map((tool) => stateOf(setting, tool, options.verify ?? false)));
}

async function stateOf(setting: Setting, tool: Tool, verify: boolean): Promise<ToolState> {
  const store = new Store(setting.cache, setting.root);
  const base = {
    name: tool.name,
    programs: tool.programs.map((p) => p.name),
    version: tool.version,
    seconds: tool.seconds,
    neededBy: tool.neededBy,
    fetched: tool.source.kind !== "path",
  };
  const [program] = tool.programs;
  const found = program ? await findOnPath(tool, program, setting.root) : { right: false as const };
  if (found.right) return { ...base, version: found.version, state: "on PATH", where: found.path };
  const note = found.seen ?? (tool.source.kind === "path" ? tool.source.hint : undefined);
  const noted = note === undefined ? base : { ...base, note };
  const entry = await store.check(tool, verify);
  if (entry === "absent" || entry === "damaged") return { ...noted, state: entry };
  const { version, bytes, seconds } = entry;
  return { ...noted, version, state: "cached", where: store.entry(tool), bytes, seconds };
}
