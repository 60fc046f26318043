import type { Queue } from "../queue.ts";
import { batchesOf, type LokiEntry } from "./client.ts";
import type { Position } from "./position.ts";

/** Hands entries to the queue, each once, and moves the learned position on behind them. */
export class HandOver {
  readonly counts = { entries: 0, duplicates: 0, late: 0 };
  private readonly queue: Queue;
  private readonly position: Position;
  private readonly signal: AbortSignal;

  constructor(queue: Queue, position: Position, signal: AbortSignal) {
    this.queue = queue;
    this.position = position;
    this.signal = signal;
  }

  hasRoom(): boolean {
    return this.queue.hasRoom(0);
  }

  /** Hands entries on that were not read before; waits while the queue is full. */
  async give(entries: LokiEntry[], late = false): Promise<void> {
    const bytes = entries.reduce((sum, { line }) => sum + line.length, 0);
    await this.queue.room(bytes, this.signal);
    if (!this.signal.aborted) this.enqueue(entries, late);
  }

  /** What is in the queue now is learned when this item is: the position moves on then. */
  mark(): void {
    const until = this.position.through;
    this.queue.add({ batches: [], bytes: 0, done: () => this.position.learnedThrough(until) });
  }

  // From noting an entry to the queue nothing waits: a position that is marked meanwhile would skip it.
  private enqueue(entries: LokiEntry[], late: boolean): void {
    const fresh = this.position.note(entries);
    this.counts.entries += fresh.length;
    this.counts.duplicates += entries.length - fresh.length;
    if (late) this.counts.late += fresh.length;
    this.queue.add({ ...batchesOf(fresh), done: () => this.position.settled(fresh) });
  }
}
