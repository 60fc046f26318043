import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@logstead/base";
import type { Corpus } from "../detection/incidents/run.ts";
import { type ServiceChild, startChild } from "./child.ts";
import { type PushRequest, post, requestsOf } from "./requests.ts";
import { dayOf } from "./traffic.ts";

export interface ServiceBench {
  lines: number;
  requests: number;
  /** Lines a second: by the clock on the wall, and by the time the processor gave the service. */
  wall: number;
  processor: number;
  /** Requests that had to come again because the queue was full. */
  refused: number;
  residentBytes: number;
}

const senders = 2;

/**
 * Push receiver, journal, engine and embedded store in one process; lines come from another, made beforehand. With
 * `perDay` lines of each host: so few that a minute's end costs as much as its lines would measure ends of minutes.
 */
export async function benchService(corpora: readonly Corpus[], perDay = 400_000): Promise<ServiceBench> {
  const requests = requestsOf(dayOf(corpora, perDay));
  const lines = requests.reduce((sum, request) => sum + request.lines, 0);
  const folder = mkdtempSync(join(tmpdir(), "logstead-bench-"));
  let child: ServiceChild | undefined;
  try {
    // Checkpoints are made as in daily use.
    child = await startChild({ folder, port: await freePort(), checkpoint: "30s" });
    const before = await child.ask();
    const start = performance.now();
    await sendAll(requests, child.url);
    let after = await child.ask();
    while (after.waiting > 0 || after.lines < lines) {
      await pause(20);
      after = await child.ask();
    }
    const seconds = (performance.now() - start) / 1000;
    return {
      lines,
      requests: requests.length,
      wall: lines / seconds,
      processor: lines / (after.processorSeconds - before.processorSeconds),
      refused: after.refused,
      residentBytes: after.residentBytes,
    };
  } finally {
    await child?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sendAll(requests: readonly PushRequest[], url: string): Promise<void> {
  let next = 0;
  const send = async () => {
    for (let one = requests[next++]; one; one = requests[next++]) await post(url, one);
  };
  await Promise.all(Array.from({ length: senders }, send));
}
