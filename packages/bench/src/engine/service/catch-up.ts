import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@logstead/base";
import type { Corpus } from "../detection/incidents/run.ts";
import { hour, minute } from "../detection/incidents/traffic.ts";
import { type Answer, type ServiceChild, startChild } from "./child.ts";
import { type Sent, sendLive } from "./live.ts";
import { startLoki } from "./loki.ts";
import { post, requestsOf } from "./requests.ts";
import { openTraffic, type Traffic } from "./traffic.ts";

export interface CatchUpBench {
  streams: number;
  /** Lines that came before, while the detector was away, and from then on. */
  before: number;
  missed: number;
  live: number;
  /** From the start of its process until it had learned all that it missed and followed what came. */
  seconds: number;
  /** Missed lines a second, by the wall and by the time the processor gave the service. */
  wall: number;
  processor: number;
  /** What it counted in the end; each line once if it is all that Loki was given. */
  counted: number;
  /** Lines that the engine took for such as it had seen, and did not count. */
  replayed: number;
  residentBytes: number;
}

export interface CatchUpOptions {
  /** Loki's program. */
  loki: string;
  /** Lines that come in a second, before, meanwhile and afterwards. */
  perSecond: number;
  onStep?: (step: string) => void;
}

/** What it has learned before; enough for it to know every stream. */
const beforeMinutes = 5;
/** A sweep every five seconds reads half a minute again: what would be counted twice is so by then. */
const settleMs = 15_000;
/** Until it has caught up; and until it has counted the last line, which every five minutes' look for late ones finds. */
const patienceMs = { hour: 900_000, last: 400_000 };

/**
 * A detector that reads Loki is stopped, an hour of lines comes without it, and it is started again while lines go
 * on coming. The hour is not waited for: the detector's clock is an hour late in its first life.
 */
export async function benchCatchUp(
  corpora: readonly Corpus[],
  { loki: program, perSecond, onStep = () => {} }: CatchUpOptions,
): Promise<CatchUpBench> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-bench-"));
  const stopping = new AbortController();
  const ending: (() => Promise<void>)[] = [];
  try {
    const loki = await startLoki(program, folder);
    ending.push(() => loki.stop());
    const settings = {
      ...{ folder, port: await freePort() },
      sources: { loki: { url: loki.url, lookback: `${beforeMinutes + 5}m` } },
    };
    const traffic = openTraffic(corpora, perSecond);
    onStep(`${beforeMinutes} minutes of lines are learned`);
    const first = Date.now() - hour - beforeMinutes * minute;
    const before = await fill(traffic, loki.url, first, beforeMinutes);
    await learn(settings, before);
    // What it has read goes up to its own now; the next line is newer.
    const away = Date.now() - hour;
    onStep("an hour of lines comes while it is away");
    const missed = await fill(traffic, loki.url, away, 60);

    onStep("it catches up while lines go on");
    const sent: Sent = { lines: 0, refused: 0 };
    const sending = sendLive(traffic, loki.url, away + hour, stopping.signal, sent);
    // Told by `await sending` below.
    sending.catch(() => stopping.abort());
    const started = performance.now();
    const child = await startChild(settings);
    ending.push(() => child.stop());
    const caught = await until(child, patienceMs.hour, stopping.signal, (answer) => {
      onStep(`it catches up while lines go on: ${answer.counted - before} of ${missed}`);
      return answer.counted >= before + missed && isLive(answer);
    });
    const seconds = (performance.now() - started) / 1000;
    onStep("what came meanwhile is counted");
    await pause(settleMs, undefined, { signal: stopping.signal }).catch(() => {});
    stopping.abort();
    await sending;
    await until(child, patienceMs.last, undefined, ({ counted }) => counted >= before + missed + sent.lines);
    await pause(settleMs);
    const end = await child.ask();
    return {
      streams: corpora.length,
      ...{ before, missed, live: sent.lines, seconds },
      wall: missed / seconds,
      processor: missed / caught.processorSeconds,
      counted: end.counted,
      replayed: end.replayed,
      residentBytes: caught.residentBytes,
    };
  } finally {
    stopping.abort();
    for (const end of ending.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

const isLive = ({ loki, waiting }: Answer) => loki?.live === true && waiting === 0;

/** Puts minutes of lines into Loki; how many there are. */
async function fill(traffic: Traffic, url: string, from: number, minutes: number): Promise<number> {
  let lines = 0;
  for (let n = 0; n < minutes; n++)
    for (const request of requestsOf(traffic(from + n * minute))) {
      await post(url, request);
      lines += request.lines;
    }
  return lines;
}

/** Starts the service an hour ago, until it has learned what is there, and stops it. */
async function learn(settings: Parameters<typeof startChild>[0], lines: number): Promise<void> {
  const child = await startChild(settings, { behind: hour });
  try {
    await until(child, patienceMs.last, undefined, (answer) => answer.counted >= lines && isLive(answer));
  } finally {
    await child.stop();
  }
}

/** Asks until it is so, the signal comes or patience ends; the last answer. */
async function until(
  child: ServiceChild,
  patience: number,
  signal: AbortSignal | undefined,
  isSo: (answer: Answer) => boolean,
): Promise<Answer> {
  const end = performance.now() + patience;
  for (;;) {
    const answer = await child.ask();
    if (isSo(answer) || signal?.aborted || performance.now() > end) return answer;
    await pause(100);
  }
}
