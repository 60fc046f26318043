import { closeSync, existsSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import type { AnsibleEvent, TaskEvent } from "@logstead/base/ansible-events";

/**
 * Reads the results that playbooks are writing below a folder, one `<unit>.jsonl` each, and hands out each
 * task once. `poll` is called as often as one likes; half a line waits for its rest.
 */
export function resultsReader(folder: string, on: (unit: string, result: TaskEvent) => void) {
  const places = new Map<string, { offset: number; rest: string }>();
  return {
    poll(): void {
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder)) {
        if (!name.endsWith(".jsonl")) continue;
        const place = places.get(name) ?? { offset: 0, rest: "" };
        places.set(name, place);
        const text = place.rest + readFrom(join(folder, name), place);
        const lines = text.split("\n");
        place.rest = lines.pop() ?? "";
        for (const line of lines) {
          const event = JSON.parse(line) as AnsibleEvent;
          if (event.event === "task") on(name.slice(0, -".jsonl".length), event);
        }
      }
    },
  };
}

function readFrom(file: string, place: { offset: number }): string {
  const fd = openSync(file, "r");
  try {
    const chunks: Buffer[] = [];
    const buffer = Buffer.alloc(65_536);
    for (;;) {
      const length = readSync(fd, buffer, 0, buffer.length, place.offset);
      if (length === 0) return Buffer.concat(chunks).toString();
      // whole characters only: what is cut is read again
      const end = buffer.subarray(0, length).lastIndexOf(10) + 1;
      if (end === 0 && length < buffer.length) return Buffer.concat(chunks).toString();
      chunks.push(Buffer.from(buffer.subarray(0, end || length)));
      place.offset += end || length;
    }
  } finally {
    closeSync(fd);
  }
}

/** What a failed task said, in the words of the module or the program; of a loop, its first failed item's. */
export function saidBy(result: Partial<TaskEvent>): string {
  if (result.hidden) return "the result is hidden, since it may hold a secret";
  const item = result.items?.find((entry) => entry.failed);
  if (item) return saidBy(item);
  const parts = [textOf(result.msg), result.stderr ?? result.module_stderr ?? ""].filter(
    (part) => part !== "",
  );
  return (parts.join("\n") || result.stdout || "nothing was said").trim();
}

const textOf = (msg: unknown) =>
  msg === undefined ? "" : typeof msg === "string" ? msg : JSON.stringify(msg);
