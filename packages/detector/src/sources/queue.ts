import type { Batch } from "./batch.ts";

/** What waits to be learned: lines, their size, and what to do when they are learned. */
export interface Item {
  batches: Batch[];
  bytes: number;
  /** The source notes that it need not give these lines again. */
  done(): void;
}

/** A bounded queue between sources and the engine; who may not wait is refused, who may waits. */
export class Queue {
  readonly maxBytes: number;
  bytes = 0;
  lines = 0;
  private items: Item[] = [];
  private head = 0;
  private waiting: (() => void)[] = [];
  /** Called when there is something to do. */
  onItem: () => void = () => {};

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** One item is always taken, however large: else it would never come in. */
  hasRoom(bytes: number): boolean {
    return this.bytes === 0 || this.bytes + bytes <= this.maxBytes;
  }

  add(item: Item): void {
    this.items.push(item);
    this.bytes += item.bytes;
    for (const { lines } of item.batches) this.lines += lines.length;
    this.onItem();
  }

  /** Resolves when there is room, or when the signal ends the wait. */
  async room(bytes: number, signal: AbortSignal): Promise<void> {
    while (!this.hasRoom(bytes) && !signal.aborted)
      await new Promise<void>((done) => {
        const end = () => {
          signal.removeEventListener("abort", end);
          done();
        };
        this.waiting.push(end);
        signal.addEventListener("abort", end);
      });
  }

  next(): Item | undefined {
    const item = this.items[this.head];
    if (!item) return undefined;
    this.items[this.head++] = undefined as unknown as Item;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** The item is learned: its room is free. */
  finish(item: Item): void {
    this.bytes -= item.bytes;
    for (const { lines } of item.batches) this.lines -= lines.length;
    item.done();
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }
}
