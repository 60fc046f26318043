import type { Engine } from "../core/detect/engine.ts";
import { milliseconds } from "../core/detect/settings.ts";
import type { Queue } from "../sources/queue.ts";
import type { Store } from "../stores/store.ts";
import type { Anomalies } from "./anomalies.ts";
import type { LineClock, SteadyClock } from "./clock.ts";
import type { Current } from "./current.ts";
import type { Learning } from "./learning.ts";
import type { Log } from "./log.ts";
import { prune } from "./retention.ts";
import type { Checkpoints } from "./saver.ts";
import type { Writer } from "./writer.ts";

interface Ticked {
  current: Current;
  engine: Engine;
  anomalies: Anomalies;
  learning: Learning;
  queue: Queue;
  writer: Writer;
  store: Store;
  clock: SteadyClock;
  lines: LineClock;
  log: Log;
  checkpoints: Checkpoints;
  /** Ends anomalies that are over, by the engine's clock. */
  track(): void;
  checkpoint(): Promise<void>;
}

/** What is done each second, each ten, each hour, and when a checkpoint is due; returns how to stop. */
export function startTicking(parts: Ticked): () => void {
  const { current, engine, anomalies, learning, queue, writer, store, clock, lines, log, checkpoints } =
    parts;
  let ticks = 0;
  let lastSave = performance.now();
  const timer = setInterval(() => {
    learning.wake();
    // While lines wait their times are what time it is.
    const now = queue.lines === 0 && !writer.isFull ? lines.now() : 0;
    if (now > engine.now() && engine.now() > 0) anomalies.take(engine.tick(now));
    if (++ticks % 10 === 0) {
      parts.track();
      anomalies.saveQuiet();
    }
    const { checkpoint, retention } = current.settings;
    const due = Math.max(milliseconds(checkpoint), checkpoints.seconds * 20_000);
    if (performance.now() - lastSave >= due && !writer.isFull) {
      lastSave = performance.now();
      parts.checkpoint().catch((error: Error) => {
        checkpoints.failed++;
        log("error", "the checkpoint cannot be saved", { message: error.message });
      });
    }
    if (ticks % 3600 === 60)
      prune(store, clock.now(), milliseconds(retention)).catch((error: Error) =>
        log("warn", "old findings cannot be removed", { message: error.message }),
      );
  }, 1000);
  return () => clearInterval(timer);
}
