import type { Engine } from "../core/detect/engine.ts";
import type { Journal } from "../sources/journal.ts";
import type { LokiReader } from "../sources/loki/reader.ts";
import type { Anomalies } from "./anomalies.ts";
import { type Checkpoint, pack } from "./checkpoint.ts";
import type { SteadyClock } from "./clock.ts";
import type { Counting } from "./counting.ts";
import type { Intake } from "./intake.ts";
import type { Learning } from "./learning.ts";
import type { Writer } from "./writer.ts";

/** What became of the checkpoints: times in milliseconds since 1970, `seconds` and `bytes` of the last one. */
export interface Checkpoints {
  made: number;
  failed: number;
  last: number;
  seconds: number;
  bytes: number;
}

interface Saved {
  engine: Engine;
  learning: Learning;
  intake: Intake;
  loki: ReadonlyMap<string, LokiReader>;
  counting: Counting;
  anomalies: Anomalies;
  writer: Writer;
  journal: Journal;
  clock: SteadyClock;
  checkpoints: Checkpoints;
}

/** Saves the state at a moment between two lines, one checkpoint at a time. */
export function openSaver(parts: Saved): () => Promise<void> {
  let saving: Promise<void> | undefined;
  return () => {
    saving ??= save(parts).finally(() => {
      saving = undefined;
    });
    return saving;
  };
}

async function save(parts: Saved): Promise<void> {
  const { engine, learning, intake, loki, counting, anomalies, writer, journal, clock, checkpoints } = parts;
  await learning.betweenItems();
  const begun = performance.now();
  const positions = {
    ...(intake.learned ? { journal: intake.learned } : {}),
    loki: Object.fromEntries([...loki].map(([selector, reader]) => [selector, reader.save()])),
  };
  const state: Checkpoint = {
    engine: engine.snapshot(),
    positions,
    counts: counting.current(),
    saved: clock.now(),
  };
  const closed = counting.take();
  anomalies.saveQuiet();
  const packed = await pack(state);
  checkpoints.seconds = (performance.now() - begun) / 1000;
  await writer.add([
    ...closed.map((window) => ({
      put: "counts" as const,
      document: { id: String(window.window), at: window.window, body: window },
    })),
    { checkpoint: packed },
  ]);
  if (writer.problem) return;
  checkpoints.made++;
  checkpoints.last = clock.now();
  checkpoints.bytes = packed.length;
  if (positions.journal) journal.trim(positions.journal);
}
