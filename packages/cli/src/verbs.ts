import type { Command } from "commander";

interface Verb {
  summary: string;
  load(): Promise<{ command(): Command }>;
}

/** Every verb of `./logstead`, in the order `--help` shows them. */
export const verbs: Record<string, Verb> = {
  inventory: {
    summary: "check an inventory, show what follows from it, print its schema",
    load: () => import("./verbs/inventory.ts"),
  },
  tools: { summary: "list, fetch and remove outside programs", load: () => import("./verbs/tools.ts") },
  bench: {
    summary: "measure speed and memory, and keep the result in docs/benchmarks.md",
    load: () => import("./verbs/bench.ts"),
  },
  version: { summary: "print the version", load: () => import("./verbs/version.ts") },
};
