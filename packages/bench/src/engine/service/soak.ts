import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@logstead/base";
import type { Corpus } from "../detection/incidents/run.ts";
import { type Answer, type ServiceChild, startChild } from "./child.ts";
import { type Sent, sendLive } from "./live.ts";
import { type Memory, memoryOf, type Sample } from "./memory.ts";
import { openTraffic } from "./traffic.ts";

export interface SoakBench {
  minutes: number;
  /** Lines that the service took, and how many a second that was. */
  taken: number;
  perSecond: number;
  /** Lines that it learned, each once. */
  counted: number;
  /** Requests that were told to come again. */
  refused: number;
  anomalies: number;
  /** Of one core. */
  processorShare: number;
  samples: Sample[];
  memory: Memory;
  /** Bytes of store and journal after half of the time and at the end. */
  disk: { half: number; end: number };
}

const everyMs = 10_000;
/** What waits in the end is learned within this time, or it is lost. */
const drainMs = 30_000;

/**
 * The service takes ordinary traffic as it happens, with its embedded store, for some minutes. Its warm-up is
 * short, so that it also judges, opens anomalies and keeps them, as a service does that has learned for weeks.
 */
export async function benchSoak(
  corpora: readonly Corpus[],
  {
    minutes,
    perSecond,
    onSample = () => {},
  }: { minutes: number; perSecond: number; onSample?: (sample: Sample, sent: Sent) => void },
): Promise<SoakBench> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-bench-"));
  const stopping = new AbortController();
  let child: ServiceChild | undefined;
  try {
    child = await startChild({ folder, port: await freePort(), warmUp: "5m" });
    const before = await child.ask();
    const sent: Sent = { lines: 0, refused: 0 };
    const traffic = openTraffic(corpora, perSecond);
    const started = performance.now();
    const sending = sendLive(traffic, child.url, Date.now(), stopping.signal, sent);
    // Told by `await sending` below.
    sending.catch(() => stopping.abort());
    const samples: Sample[] = [];
    const disk = { half: 0, end: 0 };
    for (let at = everyMs; at <= minutes * 60_000 && !stopping.signal.aborted; at += everyMs) {
      await pause(Math.max(0, started + at - performance.now()));
      const { residentBytes, heapBytes } = await child.ask();
      const sample = { seconds: (performance.now() - started) / 1000, residentBytes, heapBytes };
      samples.push(sample);
      if (at === everyMs * Math.ceil((minutes * 60_000) / 2 / everyMs)) disk.half = sizeOf(folder);
      onSample(sample, sent);
    }
    stopping.abort();
    await sending;
    const seconds = (performance.now() - started) / 1000;
    const after = await drained(child, sent.lines);
    disk.end = sizeOf(folder);
    return {
      minutes,
      taken: sent.lines,
      perSecond: sent.lines / seconds,
      counted: after.counted,
      refused: sent.refused,
      anomalies: after.anomalies,
      processorShare: (after.processorSeconds - before.processorSeconds) / seconds,
      samples,
      memory: memoryOf(samples),
      disk,
    };
  } finally {
    stopping.abort();
    await child?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drained(child: ServiceChild, lines: number): Promise<Answer> {
  const until = performance.now() + drainMs;
  for (;;) {
    const answer = await child.ask();
    if (answer.counted >= lines || performance.now() > until) return answer;
    await pause(100);
  }
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.reduce((sum, { parentPath, name }) => {
    const stat = statSync(join(parentPath, name), { throwIfNoEntry: false });
    return sum + (stat?.size ?? 0);
  }, 0);
}
