import { Answers } from "../stores/answers.ts";
import type { Change, Store } from "../stores/store.ts";

/*
 * Changes on their way into the store: in order, several in one step, and again until they are in. While the
 * store is gone they wait here; whoever makes many of them asks `isFull` and waits.
 */
const mostWaiting = 5000;
const mostTogether = 500;

export class Writer {
  failures = 0;
  /** Resolves when it was told to stop. */
  readonly end: Promise<void>;
  private readonly answers = new Answers();
  private waiting: { change: Change; written: (() => void) | undefined }[] = [];
  private running: Promise<void> | undefined;
  private stopped = false;
  private wake = () => {};
  private ended = () => {};
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
    this.end = new Promise((done) => {
      this.ended = done;
    });
  }

  /** Why nothing can be written at the moment; undefined while all is well. */
  get problem(): string | undefined {
    return this.answers.problem;
  }

  get size(): number {
    return this.waiting.length;
  }

  get isFull(): boolean {
    return this.waiting.length >= mostWaiting;
  }

  /** All of one call are written in one step. Resolves when they are in the store. */
  add(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return this.running ?? Promise.resolve();
    return new Promise((done) => {
      for (const [i, change] of changes.entries())
        this.waiting.push({ change, written: i === changes.length - 1 ? done : undefined });
      this.running ??= this.run();
    });
  }

  /** Tries no more; what waits is lost to this process, and made anew from the checkpoint by the next. */
  stop(): void {
    this.stopped = true;
    this.wake();
    this.ended();
  }

  private async run(): Promise<void> {
    for (let failures = 0; this.waiting.length > 0 && !this.stopped; ) {
      // Never only a part of what was added together: the last one of a call tells where it ends.
      let end = Math.min(this.waiting.length, mostTogether);
      while (end < this.waiting.length && !this.waiting[end - 1]?.written) end++;
      const together = this.waiting.slice(0, end);
      try {
        await this.answers.for(this.store.write(latest(together.map(({ change }) => change))));
        failures = 0;
        this.waiting.splice(0, end);
        for (const { written } of together) written?.();
      } catch {
        this.failures++;
        const wait = Math.min(10_000, 100 * 2 ** Math.min(failures++, 7));
        await new Promise<void>((done) => {
          const timer = setTimeout(done, wait);
          this.wake = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
    }
    this.running = undefined;
  }
}

/** Of several changes of one document in one step only the last one matters. */
function latest(changes: readonly Change[]): Change[] {
  const last = new Map<string, Change>();
  for (const change of changes) {
    const key =
      "checkpoint" in change
        ? "checkpoint"
        : "remove" in change
          ? `${change.remove} ${change.id}`
          : `${change.put} ${change.document.id}`;
    last.delete(key);
    last.set(key, change);
  }
  return [...last.values()];
}
