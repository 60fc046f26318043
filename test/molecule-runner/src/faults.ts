import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Item } from "@logstead/base/ansible-events";
import { diffText } from "./diff.ts";
import { type Event, isTask, isTest, type TaskEvent, type TestEvent, unitOf, unitsIn } from "./events.ts";
import type { Failure } from "./types.ts";

/** A failure that does not yet have the journals of its units. */
export type Fault = Omit<Failure, "journals" | "host"> & { units: string[] };

export const hiddenText = "not shown: the task has no_log";

/** What stopped a run: each host's last failed task, and the failed tests. */
export function failed(events: Event[]): Fault[] {
  const last = new Map<string, TaskEvent>();
  for (const event of events.filter(isTask))
    if (event.status === "failed" || event.status === "unreachable") last.set(event.host, event);
  const tests = events.filter(isTest).filter((t) => t.outcome === "failed");
  return [...[...last.values()].map((event) => ofTask(event)), ...tests.map(ofTest)];
}

/** What a run has changed that should have changed nothing. */
export function changed(events: Event[], why: string): Fault[] {
  return events
    .filter(isTask)
    .filter((event) => event.status === "changed")
    .map((event) => ({ ...ofTask(event), message: why, units: [] }));
}

function ofTask(event: TaskEvent): Fault {
  const diffs = event.items ? event.items.flatMap((i) => i.diff ?? []) : (event.diff ?? []);
  const diff = diffText(diffs);
  const unit = unitOf(event);
  return {
    instance: event.host,
    task: event.handler ? `${event.task} (handler)` : event.task,
    ...(event.path && { place: event.path }),
    message: event.hidden ? hiddenText : messageOf(event),
    ...(diff && { diff }),
    units: unit ? [unit] : [],
  };
}

/** The message, and of a program or module that failed the end of what it said. */
function messageOf(event: TaskEvent | Item): string {
  const items = (event.items ?? []).filter((i) => i.failed || i.hidden);
  if (items.length > 0)
    return items.map((i) => `item ${text(i.item)}: ${i.hidden ? hiddenText : messageOf(i)}`).join("\n");
  const said = [event.stderr, event.module_stderr, event.stdout, event.module_stdout]
    .map((part) => (part ?? "").trim())
    .find((part) => part !== "");
  const message = text(event.msg ?? "failed without a message").trim();
  const end = said && !message.includes(said) ? said.split("\n").slice(-8).join("\n") : "";
  return [message, end].filter((part) => part !== "").join("\n");
}

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

function ofTest(event: TestEvent): Fault {
  const [, name = event.test, instance] = /^(.*?)\[(?:ansible:\/\/)?([^\]]+)\]$/.exec(event.test) ?? [];
  const message = stripVTControlCharacters(event.message ?? "failed without a message");
  return {
    ...(instance && { instance }),
    test: name,
    place: event.path ?? event.file,
    message: message
      .replace(/^AssertionError: /, "")
      .split("\n")
      .slice(0, 12)
      .join("\n"),
    units: unitsIn(message),
  };
}

/** A program that failed before a task or a test could: what it called an error, or else its last lines. */
export function unexplained(program: string, code: number, log: string): Fault {
  const all = existsSync(log)
    ? stripVTControlCharacters(readFileSync(log, "utf8")).trimEnd().split("\n")
    : [];
  const plain = all.map((line) => line.replace(/^\s*│ ?/, "").trimEnd()).filter((line) => line !== "");
  const at = plain.findIndex((line) => /^(\[ERROR\]|ERROR|CRITICAL|Traceback|E {3})/.test(line));
  const lines = at < 0 ? plain.slice(-8) : plain.slice(at, at + 12);
  return { message: [`${program} ended with ${code}`, ...lines].join("\n"), units: [] };
}
