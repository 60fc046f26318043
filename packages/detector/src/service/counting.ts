import { windowMs } from "../core/detect/baseline.ts";
import type { LineReader } from "../core/detect/reader.ts";

/** Lines of one ten minutes, by stream and by pattern. */
export interface WindowCounts {
  window: number;
  streams: Record<string, number>;
  patterns: Record<string, number>;
}

/** Counts what a reader mines, at the price of an addition for each line. */
export class Counting {
  readonly reader: LineReader;
  private window = 0;
  private streams = new Map<string, { n: number }>();
  private patterns = new Float64Array(1024);
  private touched: number[] = [];
  private lastName: string | undefined;
  private last = { n: 0 };
  private closed: WindowCounts[] = [];

  constructor(inner: LineReader) {
    // The prototype keeps the reader's other methods and state where they are.
    this.reader = Object.assign(Object.create(inner) as LineReader, {
      mine: (name: string, parsed: Parameters<LineReader["mine"]>[1], time: number) => {
        const mined = inner.mine(name, parsed, time);
        this.count(name, mined.pattern, time);
        return mined;
      },
    });
  }

  /** Windows that ended since this was asked last. */
  take(): WindowCounts[] {
    const closed = this.closed;
    this.closed = [];
    return closed;
  }

  /** Windows that are not in the store yet, the open one last. */
  unsaved(): WindowCounts[] {
    return [...this.closed, this.current()];
  }

  /** The window that is still open. */
  current(): WindowCounts {
    return {
      window: this.window,
      streams: Object.fromEntries([...this.streams].map(([name, { n }]) => [name, n])),
      patterns: Object.fromEntries(this.touched.map((id) => [id, this.patterns[id] as number])),
    };
  }

  load(held: WindowCounts): void {
    this.clear();
    this.window = held.window;
    for (const [name, n] of Object.entries(held.streams)) this.streams.set(name, { n });
    for (const [id, n] of Object.entries(held.patterns)) this.add(Number(id), n);
  }

  private count(name: string, pattern: number, time: number): void {
    if (time >= this.window + windowMs) this.close(time);
    if (name !== this.lastName) {
      let held = this.streams.get(name);
      if (!held) {
        held = { n: 0 };
        this.streams.set(name, held);
      }
      this.last = held;
      this.lastName = name;
    }
    this.last.n++;
    if (pattern > 0) this.add(pattern, 1);
  }

  private add(pattern: number, n: number): void {
    if (pattern >= this.patterns.length) {
      const grown = new Float64Array(Math.max(pattern + 1, this.patterns.length * 2));
      grown.set(this.patterns);
      this.patterns = grown;
    }
    if (this.patterns[pattern] === 0) this.touched.push(pattern);
    (this.patterns[pattern] as number) += n;
  }

  private close(time: number): void {
    if (this.window > 0 && this.streams.size > 0) this.closed.push(this.current());
    this.clear();
    this.window = Math.floor(time / windowMs) * windowMs;
  }

  private clear(): void {
    for (const id of this.touched) this.patterns[id] = 0;
    this.touched = [];
    this.streams.clear();
    this.lastName = undefined;
  }
}
