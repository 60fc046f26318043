import type { Outbox } from "../alerts/outbox.ts";
import type { Journal } from "../sources/journal.ts";
import type { LokiReader } from "../sources/loki/reader.ts";
import type { Queue } from "../sources/queue.ts";
import type { Learning } from "./learning.ts";
import type { Writer } from "./writer.ts";

interface Stopped {
  loki: ReadonlyMap<string, LokiReader>;
  /** Resolves when the journal's replay has ended. */
  replayed: Promise<void>;
  queue: Queue;
  learning: Learning;
  outbox: Outbox;
  writer: Writer;
  journal: Journal;
  storeProblem(): string | undefined;
  checkpoint(): Promise<void>;
}

/** Sources first, then what they gave is learned, sent and saved. */
export async function stopInOrder(parts: Stopped): Promise<void> {
  const { loki, replayed, queue, learning, outbox, writer, journal, storeProblem, checkpoint } = parts;
  await Promise.all([...loki.values()].map((reader) => reader.stop()));
  await replayed;
  await drained(queue, learning);
  // What a store that is gone cannot take is made anew from its checkpoint, at the next start.
  if (storeProblem()) writer.stop();
  await Promise.race([outbox.stop(), writer.end]);
  if (!storeProblem()) await Promise.race([checkpoint(), gone(writer)]);
  writer.stop();
  journal.close();
}

/** Resolves when the store went away while something was written at the end. */
async function gone(writer: Writer): Promise<void> {
  while (!writer.problem) await new Promise((again) => setTimeout(again, 100).unref());
}

/** Waits until everything that was accepted is learned, unless findings cannot be kept: the journal has it. */
async function drained(queue: Queue, learning: Learning): Promise<void> {
  for (let i = 0; queue.lines > 0 && i < 600; i++) {
    learning.wake();
    await new Promise((again) => setTimeout(again, 10));
  }
}
