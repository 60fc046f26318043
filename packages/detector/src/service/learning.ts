import type { Engine } from "../core/detect/engine.ts";
import type { Finding } from "../core/detect/finding.ts";
import { isOwn } from "../sources/batch.ts";
import type { Item, Queue } from "../sources/queue.ts";
import type { LineClock, SteadyClock } from "./clock.ts";
import { testFinding } from "./test-line.ts";

/*
 * The one loop that feeds the engine: takes items of the queue in order, in slices short enough that requests
 * are answered between them, and stops while those behind it cannot follow.
 */
const sliceMs = 12;
const askClockEvery = 256;
/** A collector's clock may be this far ahead; later times are replaced by the time of arrival. */
const aheadMs = 600_000;

export interface LearningOptions {
  engine: Engine;
  queue: Queue;
  clock: SteadyClock;
  lines: LineClock;
  onFindings(findings: readonly Finding[]): void;
  /** Whether findings cannot be kept at the moment. */
  isBlocked(): boolean;
  onProblem(error: unknown): void;
}

export class Learning {
  readonly counts = { lines: 0, own: 0, future: 0, broken: 0 };
  private readonly options: LearningOptions;
  private item: Item | undefined;
  private batch = 0;
  private line = 0;
  private running = false;
  private idle: (() => void)[] = [];

  constructor(options: LearningOptions) {
    this.options = options;
    options.queue.onItem = () => this.wake();
  }

  wake(): void {
    if (this.running) return;
    this.running = true;
    setImmediate(() => this.slice());
  }

  /** Resolves between two items, when state and positions are of one moment. */
  betweenItems(): Promise<void> {
    if (!this.item) return Promise.resolve();
    return new Promise((done) => this.idle.push(done));
  }

  private slice(): void {
    const { queue, isBlocked } = this.options;
    const until = performance.now() + sliceMs;
    while (performance.now() < until) {
      if (isBlocked()) {
        // Woken by the service's clock once a second.
        this.running = false;
        return;
      }
      if (!this.item) {
        this.item = queue.next();
        [this.batch, this.line] = [0, 0];
      }
      if (!this.item) {
        this.running = false;
        return;
      }
      if (!this.feed(this.item, until)) break;
      const item = this.item;
      this.item = undefined;
      queue.finish(item);
      const idle = this.idle;
      this.idle = [];
      if (idle.length > 0) {
        for (const done of idle) done();
        break;
      }
    }
    setImmediate(() => this.slice());
  }

  /** Feeds until the item or the slice ends; true if the item did. */
  private feed(item: Item, until: number): boolean {
    const { engine, clock, lines, onFindings, onProblem } = this.options;
    const latest = clock.now() + aheadMs;
    for (; this.batch < item.batches.length; this.batch++, this.line = 0) {
      const { stream, times, lines: texts } = item.batches[this.batch] as Item["batches"][number];
      if (isOwn(stream)) {
        this.counts.own += texts.length;
        continue;
      }
      let newest = 0;
      for (; this.line < texts.length; this.line++) {
        let time = times[this.line] as number;
        if (time > latest) {
          this.counts.future++;
          time = latest - aheadMs;
        }
        if (time > newest) newest = time;
        this.counts.lines++;
        try {
          const findings = engine.push(stream, texts[this.line] as string, time);
          if (findings.length > 0) onFindings(findings);
          const test = testFinding(stream, texts[this.line] as string, time);
          if (test) onFindings([test]);
        } catch (error) {
          // One line that breaks the engine must not stop all others, nor come again for ever.
          this.counts.broken++;
          onProblem(error);
        }
        if ((this.line & (askClockEvery - 1)) === askClockEvery - 1 && performance.now() > until) {
          this.line++;
          lines.line(newest);
          return false;
        }
      }
      lines.line(newest);
    }
    return true;
  }
}
