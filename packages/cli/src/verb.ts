import type { Command } from "commander";

export interface Verb {
  summary: string;
  /** Loaded only when asked for; a verb about all verbs (completion) is given them. */
  load(): Promise<{ command(verbs: Verbs): Command }>;
}

export type Verbs = Record<string, Verb>;
