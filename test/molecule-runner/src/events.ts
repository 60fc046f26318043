import {
  parseEvents as parse,
  readEvents as read,
  type StatsEvent,
  type TaskEvent,
} from "@logstead/base/ansible-events";

export type { TaskEvent } from "@logstead/base/ansible-events";

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

export const readEvents = (path: string): Event[] => read<Event>(path);
export const parseEvents = (text: string): Event[] => parse<Event>(text);

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
