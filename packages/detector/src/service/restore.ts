import { type Engine, openEngine } from "../core/detect/engine.ts";
import type { DetectSettings } from "../core/detect/settings.ts";
import { SnapshotError } from "../core/state/snapshot.ts";
import type { Store } from "../stores/store.ts";
import { type Checkpoint, unpack } from "./checkpoint.ts";
import type { Counting } from "./counting.ts";
import type { Log } from "./log.ts";

export interface Restored {
  engine: Engine;
  /** What the last run had saved; undefined on a first start, or where that cannot be read. */
  held: Checkpoint | undefined;
  /** Of the checkpoint in the store, also of a broken one. */
  bytes: number;
}

/**
 * The engine as the store's checkpoint has it. Throws only where a newer version wrote that: patterns can be learned
 * again, and alerts, marks and silences are documents of their own.
 */
export async function restore(
  store: Store,
  detect: DetectSettings,
  { counting, log }: { counting: Counting; log: Log },
): Promise<Restored> {
  const engine = openEngine(detect, counting.reader);
  const packed = await store.checkpoint();
  if (!packed) return { engine, held: undefined, bytes: 0 };
  try {
    const held = await unpack(packed);
    engine.restore(held.engine);
    counting.load(held.counts);
    log("info", "goes on from its checkpoint", { saved: new Date(held.saved).toISOString() });
    return { engine, held, bytes: packed.length };
  } catch (error) {
    if (error instanceof SnapshotError && error.code === "STATE_FROM_A_NEWER_VERSION") throw error;
    log("error", "the checkpoint is broken: patterns and baselines are learned anew", {
      message: (error as Error).message,
    });
    return { engine: openEngine(detect, counting.reader), held: undefined, bytes: packed.length };
  }
}
