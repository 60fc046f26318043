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
  test: {
    summary: "run all suites: types, lint, unused code, every package's tests",
    load: () => import("./verbs/test.ts"),
  },
  requirements: {
    summary: "show which requirements the last full test run proves",
    load: () => import("./verbs/requirements.ts"),
  },
  bench: {
    summary: "measure speed and memory, and keep the result in docs/benchmarks.md",
    load: () => import("./verbs/bench.ts"),
  },
  tools: { summary: "list, get, prune and run the outside programs", load: () => import("./verbs/tools.ts") },
  lab: {
    summary: "real systemd hosts on this machine: up, exec, traffic, destroy",
    load: () => import("./verbs/lab.ts"),
  },
  molecule: {
    summary: "run Molecule scenarios of roles against the lab's hosts",
    load: () => import("./verbs/molecule.ts"),
  },
  version: { summary: "print the version", load: () => import("./verbs/version.ts") },
};
