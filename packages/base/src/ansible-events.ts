import { existsSync, readFileSync } from "node:fs";

/** What a task did on a host, as the callback plugin `logstead_results` writes it. */
export interface TaskEvent {
  event: "task";
  status: "ok" | "changed" | "failed" | "ignored" | "unreachable" | "skipped";
  host: string;
  task: string;
  action: string;
  handler: boolean;
  /** File and line. */
  path: string | null;
  /** Nothing of the result may be shown. */
  hidden: boolean;
  handles: { unit?: string; command?: string } | null;
  msg?: unknown;
  rc?: number;
  stdout?: string;
  stderr?: string;
  module_stdout?: string;
  module_stderr?: string;
  exception?: string;
  diff?: Diff[];
  items?: Item[];
}

export type Item = Partial<Omit<TaskEvent, "event">> & { item: unknown; failed?: boolean; changed?: boolean };

/** Either texts before and after, or a text made by the module. */
export interface Diff {
  before?: unknown;
  after?: unknown;
  before_header?: string;
  after_header?: string;
  prepared?: string;
}

/** How one run of a playbook ended for each host. */
export interface StatsEvent {
  event: "stats";
  hosts: Record<
    string,
    { ok: number; changed: number; failures: number; unreachable: number; skipped: number }
  >;
}

export type AnsibleEvent = TaskEvent | StatsEvent;

/** Reads a file of events; a last line that a killed program has left unfinished is not one. */
export function readEvents<Event = AnsibleEvent>(path: string): Event[] {
  return existsSync(path) ? parseEvents<Event>(readFileSync(path, "utf8")) : [];
}

export function parseEvents<Event = AnsibleEvent>(text: string): Event[] {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    if (line === "") return [];
    try {
      return [JSON.parse(line) as Event];
    } catch (error) {
      if (i === lines.length - 1) return [];
      throw error;
    }
  });
}
