import type { Source, Tool, ToolPath } from "../types.ts";
import { installDebian } from "./debian.ts";
import { installGo } from "./go.ts";
import { installPnpm } from "./pnpm.ts";
import { installPython, installWheel } from "./python.ts";

/** What every way of obtaining a tool gets; it fills `into`, whose `bin/` exists. */
export interface Job<S extends Source = Source> {
  tool: Tool;
  source: S;
  into: string;
  /** The folder `tools/`. */
  root: string;
  log: string;
  signal?: AbortSignal | undefined;
  /** Another tool that this one is made with. */
  need(name: string): Promise<ToolPath>;
}

export async function install(job: Job): Promise<void> {
  const { source } = job;
  switch (source.kind) {
    case "go":
      return await installGo({ ...job, source });
    case "wheel":
      return await installWheel({ ...job, source });
    case "python":
      return await installPython({ ...job, source });
    case "pnpm":
      return await installPnpm({ ...job, source });
    case "debian":
      return await installDebian({ ...job, source });
    case "path":
      return;
  }
}
