import type { Queue } from "../queue.ts";
import type { LokiAddress } from "./client.ts";
import { Follower } from "./follower.ts";
import { HandOver } from "./hand-over.ts";
import { Health } from "./health.ts";
import { lateSweep } from "./late-sweep.ts";
import type { Reading } from "./pages.ts";
import { Pause } from "./pause.ts";
import { type LokiPosition, Position, toMs, toNs } from "./position.ts";
import { sweep } from "./sweep.ts";

export interface LokiReaderOptions {
  address: LokiAddress;
  selector: string;
  queue: Queue;
  /** Wall clock, milliseconds. */
  now(): number;
  lookback: number;
  lateWindow: number;
  position: LokiPosition | undefined;
  log(message: string): void;
}

export interface LokiReader {
  /** Ends reading; what is in the queue is still learned. */
  stop(): Promise<void>;
  save(): LokiPosition;
  state(): LokiState;
}

export interface LokiState {
  ok: boolean;
  detail: string;
  /** How far behind the wall clock it has read everything. */
  lag: number;
  /** Whether it has read all there was and follows. */
  live: boolean;
  counts: {
    entries: number;
    duplicates: number;
    late: number;
    dropped: number;
    errors: number;
    reconnects: number;
  };
}

const sweepMs = 5000;
const lateSweepMs = 300_000;
const liveLagMs = 20_000;

/**
 * Reads one selector. A sweep reads pages by `query_range` from where the last one ended; once it has caught
 * up, a tail brings lines at once and the sweeps behind it find what the tail missed. Every five minutes
 * Loki's own counts of the minutes of the late window are compared with what was read, and minutes with
 * more are read again. `Seen` lets each entry through once.
 */
export function readLoki(options: LokiReaderOptions): LokiReader {
  const { address, selector, queue, now, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const position = new Position(options.position, toNs(now() - options.lookback));
  const handOver = new HandOver(queue, position, signal);
  const health = new Health();
  const reading: Reading = { address, selector, now, signal, position, handOver, health };
  const pause = new Pause(signal);
  const follower = new Follower(reading, { missed: () => pause.end(), log });
  let errors = 0;
  let lastLate = now();

  const lag = () => Math.max(0, now() - toMs(position.through));
  const caughtUp = () => lag() < liveLagMs;

  const round = async (): Promise<void> => {
    await sweep(reading, follower.follows);
    if (Math.abs(now() - lastLate) > lateSweepMs) {
      lastLate = now();
      await lateSweep(reading, options.lateWindow);
    }
    health.succeeded();
  };

  const running = (async () => {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await round();
        failures = 0;
        if (!follower.follows && !signal.aborted && caughtUp()) follower.follow();
      } catch (error) {
        if (signal.aborted) return;
        errors++;
        failures++;
        log(`Loki cannot be read: ${health.failed(error)}`);
      }
      // Behind by much: on at once; failing: ever slower, up to half a minute.
      if (failures > 0) await pause.wait(Math.min(30_000, 500 * 2 ** Math.min(failures, 6)));
      else if (caughtUp()) await pause.wait(sweepMs);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      follower.close();
      await running;
    },
    save: () => position.save(),
    state: () => ({
      ok: health.trouble() === undefined,
      detail: health.trouble() ?? `${follower.follows ? "follows" : "reads"} ${selector}`,
      lag: lag() / 1000,
      live: health.trouble() === undefined && caughtUp(),
      counts: {
        ...handOver.counts,
        dropped: follower.counts.dropped,
        errors,
        reconnects: follower.counts.reconnects,
      },
    }),
  };
}
