import { openTail, type Tail } from "./client.ts";
import type { Reading } from "./pages.ts";

/** Holds the tail, which brings lines at once; what it loses, a sweep finds. */
export class Follower {
  readonly counts = { dropped: 0, reconnects: 0 };
  private readonly reading: Reading;
  private readonly on: { missed(): void; log(message: string): void };
  private tail: Tail | undefined;

  /** `missed` is called when a sweep should come soon. */
  constructor(reading: Reading, on: { missed(): void; log(message: string): void }) {
    this.reading = reading;
    this.on = on;
  }

  get follows(): boolean {
    return this.tail !== undefined;
  }

  follow(): void {
    const { address, selector, signal, position, handOver } = this.reading;
    this.tail = openTail(address, selector, position.through, {
      entries: (entries) => {
        // A full queue is no loss: the sweep reads what the tail could not hand on.
        if (handOver.hasRoom()) void handOver.give(entries);
        else this.counts.dropped += entries.length;
      },
      dropped: (count) => {
        this.counts.dropped += count;
        this.on.missed();
      },
      end: (why) => {
        this.tail = undefined;
        if (signal.aborted) return;
        this.counts.reconnects++;
        this.on.log(`the tail of ${selector} ended: ${why}`);
        this.on.missed();
      },
    });
  }

  close(): void {
    this.tail?.close();
  }
}
