import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { LabPaths } from "../paths.ts";
import { type Message, withEnds } from "./message.ts";

/** Everything that a lab's channels took, oldest first. */
export function readInbox(lab: LabPaths): Message[] {
  if (!existsSync(lab.inbox)) return [];
  const lines = readFileSync(lab.inbox, "utf8").split("\n");
  // the last one may be half written
  const whole = lines.slice(0, -1).filter((line) => line !== "");
  return withEnds(whole.map((line) => JSON.parse(line) as Message));
}

/** Calls back for each message, those that are there and those that come, until the signal. */
export async function followInbox(
  lab: LabPaths,
  onMessage: (message: Message) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (let shown = 0; !signal?.aborted; ) {
    const all = readInbox(lab);
    for (const message of all.slice(shown)) onMessage(message);
    shown = all.length;
    await pause(200, undefined, signal ? { signal } : {}).catch(() => {});
  }
}
