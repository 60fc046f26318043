import type { Command } from "commander";

interface Verb {
  summary: string;
  load(): Promise<{ command(): Command }>;
}

/** Every verb of `./logstead`, in the order `--help` shows them. */
export const verbs: Record<string, Verb> = {
  tools: { summary: "list, get, prune and run the outside programs", load: () => import("./verbs/tools.ts") },
  version: { summary: "print the version", load: () => import("./verbs/version.ts") },
};
