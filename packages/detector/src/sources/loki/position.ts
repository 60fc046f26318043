import type { LokiEntry } from "./client.ts";
import { minuteOf, Seen, type SeenState } from "./seen.ts";

/** Where a reader is; part of the checkpoint. Nanoseconds are text, because JSON has no such integers. */
export interface LokiPosition {
  /** Everything before it was read, except what came late. */
  through: string;
  /** Where reading began; what is older is no late line. */
  since?: string;
  seen: SeenState;
}

/** Hashes of so many minutes are kept over a restart. */
const savedMinutes = 3;

export const toNs = (ms: number) => BigInt(Math.floor(ms)) * 1_000_000n;
export const toMs = (ns: bigint) => Number(ns / 1_000_000n);

/** How far a selector was read, and how far of that is learned; what is in the queue is only read. */
export class Position {
  readonly seen = new Seen();
  /** Where reading began, nanoseconds. */
  readonly since: bigint;
  /** Everything before it was read, except what came late. */
  through: bigint;
  /** The newest entry, or where reading began. */
  private newest: bigint;
  /** As `through`, but of what is learned: what is in the queue is not. */
  private learned: bigint;
  /** In the queue. */
  private readonly pending = new Set<LokiEntry[]>();

  constructor(saved: LokiPosition | undefined, beginning: bigint) {
    this.through = saved ? BigInt(saved.through) : beginning;
    this.since = BigInt(saved ? (saved.since ?? 0) : beginning);
    if (saved) this.seen.load(saved.seen);
    this.newest = this.through;
    this.learned = this.through;
  }

  /** Everything before `ns` was read; false if it is no further than before. */
  advance(ns: bigint): boolean {
    if (ns <= this.through) return false;
    this.through = ns;
    return true;
  }

  /** Back to the newest entry: nothing was read of the time behind it. */
  backToNewest(): void {
    if (this.newest < this.through) this.through = this.newest;
  }

  /** Notes entries as read and returns the new ones, which are pending until they are `settled`. */
  note(entries: LokiEntry[]): LokiEntry[] {
    const last = BigInt(entries.at(-1)?.ns ?? 0);
    if (last > this.newest) this.newest = last;
    const fresh = entries.filter((entry) => this.seen.add(entry));
    this.pending.add(fresh);
    return fresh;
  }

  /** What `note` returned is learned. */
  settled(fresh: LokiEntry[]): void {
    this.pending.delete(fresh);
  }

  /** Everything before `ns` is learned. */
  learnedThrough(ns: bigint): void {
    this.learned = ns;
  }

  /** As if what is pending had not been read: a restart reads it again. */
  save(): LokiPosition {
    const learned = String(this.learned);
    return {
      through: learned,
      since: String(this.since),
      seen: this.seen.save(minuteOf(learned) - savedMinutes, [...this.pending].flat()),
    };
  }
}
