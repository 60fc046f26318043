import { setTimeout as pause } from "node:timers/promises";
import { minute } from "../detection/incidents/traffic.ts";
import { post, requestsOf, type TrafficLine } from "./requests.ts";
import type { Traffic } from "./traffic.ts";

export interface Sent {
  /** Lines that were taken. */
  lines: number;
  /** Requests that were told to come again. */
  refused: number;
}

/** Shorter than the second that Promtail waits for more: on a busy machine lines come late enough. */
const everyMs = 200;

/** Sends lines when their time has come, as they happen, until the signal; `sent` grows meanwhile. */
export async function sendLive(
  traffic: Traffic,
  url: string,
  from: number,
  signal: AbortSignal,
  sent: Sent,
): Promise<void> {
  const lines = linesFrom(traffic, from);
  let next = lines.next().value;
  while (!signal.aborted) {
    const now = Date.now();
    const due: TrafficLine[] = [];
    for (; next.time <= now; next = lines.next().value) due.push(next);
    for (const request of requestsOf(due)) {
      sent.refused += await post(url, request);
      sent.lines += request.lines;
    }
    await pause(everyMs, undefined, { signal }).catch(() => {});
  }
}

function* linesFrom(traffic: Traffic, from: number): Generator<TrafficLine, never> {
  for (let start = from; ; start += minute) yield* traffic(start);
}
