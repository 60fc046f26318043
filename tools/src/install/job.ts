import type { Source, Tool, ToolPath } from "../types.ts";

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
