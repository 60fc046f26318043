import { existsSync, readFileSync } from "node:fs";

/** What a task did on a host, as `ansible/plugins/callback/logstead_results.py` writes it. */
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

/** One test, as `plugins/logstead_pytest.py` writes it. */
export interface TestEvent {
  event: "test";
  test: string;
  file: string;
  outcome: "passed" | "failed" | "skipped";
  seconds: number;
  message?: string;
  path?: string;
}

export type Event = TaskEvent | StatsEvent | TestEvent;

/** Reads a file of events; a last line that a killed program has left unfinished is not one. */
export function readEvents(path: string): Event[] {
  return existsSync(path) ? parseEvents(readFileSync(path, "utf8")) : [];
}

export function parseEvents(text: string): Event[] {
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

export const isTask = (event: Event): event is TaskEvent => event.event === "task";
export const isTest = (event: Event): event is TestEvent => event.event === "test";

/** The unit a task is about, with its suffix. */
export function unitOf(event: TaskEvent): string | undefined {
  const { unit, command } = event.handles ?? {};
  const verbs = "start|restart|reload|try-restart|reload-or-restart|enable|is-active|is-enabled|status";
  const name =
    unit ?? command?.match(new RegExp(`^systemctl (?:-\\S+ )*(?:${verbs}) (?:-\\S+ )*([\\w@.:-]+)`))?.[1];
  if (!name) return undefined;
  return /\.(service|socket|timer|path|mount|target|slice|scope)$/.test(name) ? name : `${name}.service`;
}

/** The units a failed test speaks of: testinfra shows a service as `<service NAME>`. */
export function unitsIn(message: string): string[] {
  const names = [...message.matchAll(/<service ([\w@.:-]+)>/g)].map((m) => m[1] as string);
  return [...new Set(names)].map((name) => (name.includes(".") ? name : `${name}.service`));
}

/** Tasks by status and tests by outcome. */
export function countEvents(events: Event[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (key: string, by = 1) => {
    if (by > 0) counts[key] = (counts[key] ?? 0) + by;
  };
  for (const event of events) {
    if (isTask(event)) add(event.status);
    if (isTest(event)) add(event.outcome === "passed" ? "tests" : `tests ${event.outcome}`);
  }
  return counts;
}
