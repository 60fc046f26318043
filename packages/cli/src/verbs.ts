import type { Command } from "commander";

interface Verb {
  summary: string;
  load(): Promise<{ command(): Command }>;
}

/** Every verb of `./logstead`, in the order `--help` shows them. */
export const verbs: Record<string, Verb> = {
  lab: {
    summary: "real systemd hosts on this machine: up, exec, traffic, destroy",
    load: () => import("./verbs/lab.ts"),
  },
  version: { summary: "print the version", load: () => import("./verbs/version.ts") },
};
