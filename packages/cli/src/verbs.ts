import type { Command } from "commander";

interface Verb {
  summary: string;
  load(): Promise<{ command(): Command }>;
}

/** Every verb of `./logstead`, in the order `--help` shows them. */
export const verbs: Record<string, Verb> = {
  test: { summary: "run all suites", load: () => import("./verbs/test.ts") },
  requirements: {
    summary: "which requirements the last full test run proves",
    load: () => import("./verbs/requirements.ts"),
  },
  tools: { summary: "list, get, prune and run the outside programs", load: () => import("./verbs/tools.ts") },
  version: { summary: "print the version", load: () => import("./verbs/version.ts") },
};
