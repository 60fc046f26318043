import type { Queue } from "../queue.ts";
import {
  batchesOf,
  countMinutes,
  type LokiAddress,
  type LokiEntry,
  openTail,
  queryRange,
  type Tail,
} from "./client.ts";
import { minuteOf, Seen, type SeenState } from "./seen.ts";

/** Where a reader is; part of the checkpoint. Nanoseconds are text, because JSON has no such integers. */
export interface LokiPosition {
  /** Everything before it was read, except what came late. */
  through: string;
  /** Where reading began; what is older is no late line. */
  since?: string;
  seen: SeenState;
}

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

const page = 5000;
/** The newest entries are left to the next sweep: they may still be on their way through Loki. */
const settleMs = 1500;
/** Every sweep looks this far back again for what came a little late. */
const overlapMs = 30_000;
const sweepMs = 5000;
const lateSweepMs = 300_000;
const liveLagMs = 20_000;
/** An answer that takes longer than this is said to be missing. */
const slowMs = 10_000;
/** Hashes of so many minutes are kept over a restart. */
const savedMinutes = 3;
const toNs = (ms: number) => BigInt(Math.floor(ms)) * 1_000_000n;

/**
 * Reads one selector. A sweep reads pages by `query_range` from where the last one ended; once it has caught
 * up, a tail brings lines at once and the sweeps behind it find what the tail missed. Every five minutes
 * Loki's own counts of the minutes of the late window are compared with what was read, and minutes with
 * more are read again. `Seen` lets each entry through once.
 */
export function readLoki(options: LokiReaderOptions): LokiReader {
  const { address, selector, queue, now } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const seen = new Seen();
  const counts = { entries: 0, duplicates: 0, late: 0, dropped: 0, errors: 0, reconnects: 0 };
  let through = options.position ? BigInt(options.position.through) : toNs(now() - options.lookback);
  const since = BigInt(options.position ? (options.position.since ?? 0) : through);
  if (options.position) seen.load(options.position.seen);
  /** The newest entry, or where reading began. */
  let newest = through;
  /** As `through`, but of what is learned: what is in the queue is not. */
  let learned = through;
  /** In the queue. */
  const pending = new Set<LokiEntry[]>();
  let problem: string | undefined = "not yet asked";
  /** When the question that is not answered yet was asked, by a clock that does not jump. */
  let asked: number | undefined;
  let tail: Tail | undefined;
  let sweepSoon = () => {};
  let lastLate = now();

  const lag = () => Math.max(0, now() - Number(through / 1_000_000n));

  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    asked = performance.now();
    try {
      return await answer;
    } finally {
      asked = undefined;
    }
  };

  /** What is wrong, if anything is: the last question failed, or this one takes long. */
  const trouble = (): string | undefined => {
    const waits = asked === undefined ? 0 : performance.now() - asked;
    if (problem === undefined && waits >= slowMs)
      return `Loki has not answered for ${Math.floor(waits / 1000)} s`;
    return problem;
  };

  /** Hands entries on that were not read before; waits while the queue is full. */
  const give = async (entries: LokiEntry[], late = false): Promise<void> => {
    await queue.room(
      entries.reduce((sum, { line }) => sum + line.length, 0),
      signal,
    );
    if (signal.aborted) return;
    // From noting an entry to the queue nothing waits: a position that is marked meanwhile would skip it.
    const last = BigInt(entries.at(-1)?.ns ?? 0);
    if (last > newest) newest = last;
    const fresh = entries.filter((entry) => seen.add(entry));
    counts.entries += fresh.length;
    counts.duplicates += entries.length - fresh.length;
    if (late) counts.late += fresh.length;
    pending.add(fresh);
    queue.add({ ...batchesOf(fresh), done: () => void pending.delete(fresh) });
  };

  /** What is in the queue now is learned when this item is: the position moves on then. */
  const mark = (): void => {
    const until = through;
    const done = () => {
      learned = until;
    };
    queue.add({ batches: [], bytes: 0, done });
  };

  const read = async (
    start: bigint,
    end: bigint,
    onPage: (last: bigint) => void,
    late = false,
  ): Promise<void> => {
    let from = start;
    while (!signal.aborted) {
      const query = { selector, start: from, end, limit: page, signal };
      const entries = await answered(queryRange(address, query));
      await give(entries, late);
      const last = entries.at(-1);
      if (!last || entries.length < page) return;
      // A page that ends within one instant is continued at that instant; one that has only it, behind it.
      const next = BigInt(last.ns);
      from = next > from ? next : next + 1n;
      onPage(from);
    }
  };

  const sweep = async (): Promise<void> => {
    const end = toNs(now() - settleMs);
    // The clock was ahead and has been set right: nothing was read of the time between.
    if (through > end + toNs(overlapMs) && newest < through) through = newest;
    const live = tail !== undefined;
    const start = live ? through - toNs(overlapMs) : through;
    if (end <= start) return;
    await read(start, end, (last) => {
      if (last <= through) return;
      through = last;
      mark();
    });
    if (signal.aborted) return;
    if (end > through) through = end;
    mark();
  };

  /** Minutes in which Loki has more than was read are read again. */
  const lateSweep = async (): Promise<void> => {
    const minute = 60_000;
    const end = Math.floor((now() - 2 * minute) / minute) * minute;
    const from = Math.max(now() - options.lateWindow, Number(since / 1_000_000n));
    const start = Math.ceil(from / minute) * minute;
    seen.forgetBefore(start / minute - 1);
    if (end <= start) return;
    const stored = await answered(countMinutes(address, { selector, start: start + minute, end, signal }));
    for (const [ends, count] of stored) {
      const number = ends / minute - 1;
      // What was forgotten cannot be compared, which a clock that goes back might ask for.
      if (number < seen.since || count <= seen.count(number)) continue;
      await read(toNs(ends - minute) + 1n, toNs(ends) + 1n, () => {}, true);
      seen.settle(number, count);
    }
    mark();
  };

  const follow = (): void => {
    tail = openTail(address, selector, through, {
      entries: (entries) => {
        // A full queue is no loss: the sweep reads what the tail could not hand on.
        if (queue.hasRoom(0)) void give(entries);
        else counts.dropped += entries.length;
      },
      dropped(count) {
        counts.dropped += count;
        sweepSoon();
      },
      end(why) {
        tail = undefined;
        if (!signal.aborted) {
          counts.reconnects++;
          options.log(`the tail of ${selector} ended: ${why}`);
          sweepSoon();
        }
      },
    });
  };

  const pause = (ms: number) =>
    new Promise<void>((done) => {
      const end = () => {
        clearTimeout(timer);
        // The signal lives as long as the reader: what stays with it is never given back.
        signal.removeEventListener("abort", end);
        done();
      };
      const timer = setTimeout(end, signal.aborted ? 0 : ms);
      sweepSoon = end;
      signal.addEventListener("abort", end);
    });

  const running = (async () => {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await sweep();
        if (Math.abs(now() - lastLate) > lateSweepMs) {
          lastLate = now();
          await lateSweep();
        }
        problem = undefined;
        failures = 0;
        if (!tail && !signal.aborted && lag() < liveLagMs) follow();
      } catch (error) {
        if (signal.aborted) return;
        counts.errors++;
        failures++;
        problem = messageOf(error);
        options.log(`Loki cannot be read: ${problem}`);
      }
      // Behind by much: on at once; failing: ever slower, up to half a minute.
      if (failures > 0) await pause(Math.min(30_000, 500 * 2 ** Math.min(failures, 6)));
      else if (lag() < liveLagMs) await pause(sweepMs);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      tail?.close();
      await running;
    },
    save: () => ({
      through: String(learned),
      since: String(since),
      seen: seen.save(minuteOf(String(learned)) - savedMinutes, [...pending].flat()),
    }),
    state: () => ({
      ok: trouble() === undefined,
      detail: trouble() ?? `${tail ? "follows" : "reads"} ${selector}`,
      lag: lag() / 1000,
      live: trouble() === undefined && lag() < liveLagMs,
      counts: { ...counts },
    }),
  };
}

function messageOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${message}: ${cause.code ?? cause.message}` : message;
}
