import { type Batch, MalformedError } from "../sources/batch.ts";
import type { Journal, JournalPosition } from "../sources/journal.ts";
import { decode, type Form } from "../sources/push/decode.ts";
import type { Queue } from "../sources/queue.ts";

export type Refusal =
  | "malformed"
  | "too-large"
  | "queue-full"
  | "journal-full"
  | "disk-full"
  | "journal-broken";

export interface Accepted {
  ok: true;
  lines: number;
}
export interface Refused {
  ok: false;
  reason: Refusal;
  detail: string;
}

/**
 * What was pushed is either kept (on disk, then in the queue) and answered with yes, or refused with a reason,
 * so that whoever sent it keeps it and comes again.
 */
export class Intake {
  readonly counts = { requests: 0, lines: 0, bytes: 0 };
  readonly refused: Record<Refusal, number> = {
    malformed: 0,
    "too-large": 0,
    "queue-full": 0,
    "journal-full": 0,
    "disk-full": 0,
    "journal-broken": 0,
  };
  private failed: string | undefined;
  private replaying = false;
  private readonly queue: Queue;
  private readonly journal: Journal;
  private readonly maxBytes: () => number;
  /** Up to where everything is learned. */
  learned: JournalPosition | undefined;

  constructor(queue: Queue, journal: Journal, maxBytes: () => number) {
    this.queue = queue;
    this.journal = journal;
    this.maxBytes = maxBytes;
  }

  /** Why nothing is accepted at the moment, or could not be last; undefined since it could. */
  get problem(): string | undefined {
    return this.replaying ? "what was accepted before the last end is learned first" : this.failed;
  }

  /**
   * Puts back what was accepted since the last checkpoint was made. Nothing new is accepted before all of it is in
   * the queue: lines stay in their order, and the position never passes over what is not learned.
   */
  async replay(from: JournalPosition | undefined, signal: AbortSignal): Promise<number> {
    this.learned = from;
    this.replaying = true;
    try {
      return await this.putBack(from, signal);
    } finally {
      this.replaying = false;
    }
  }

  private async putBack(from: JournalPosition | undefined, signal: AbortSignal): Promise<number> {
    let lines = 0;
    for (const { form, body, end } of this.journal.replay(from)) {
      await this.queue.room(body.length, signal);
      if (signal.aborted) break;
      let decoded: { batches: Batch[]; bytes: number };
      try {
        decoded = decode(form, body, 4 * this.maxBytes());
      } catch {
        this.refused.malformed++;
        continue;
      }
      lines += this.enqueue(decoded, end);
    }
    return lines;
  }

  accept(form: Form, body: Buffer): Accepted | Refused {
    this.counts.requests++;
    const most = this.maxBytes();
    if (body.length > most) return this.refuse("too-large", `more than ${most} bytes`);
    // Before it is unpacked: a full queue must cost nothing.
    if (this.replaying) return this.refuse("queue-full", "lines that were accepted before are learned first");
    if (!this.queue.hasRoom(body.length))
      return this.refuse("queue-full", "lines come faster than they are learned");
    let decoded: { batches: Batch[]; bytes: number };
    try {
      decoded = decode(form, body, most);
    } catch (error) {
      if (error instanceof MalformedError) return this.refuse("malformed", error.message);
      throw error;
    }
    if (!this.queue.hasRoom(decoded.bytes))
      return this.refuse("queue-full", "lines come faster than they are learned");
    let end: JournalPosition;
    try {
      end = this.journal.append(form, body);
      this.failed = undefined;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      this.failed = message;
      if (code === "EFULL") return this.refuse("journal-full", "accepted lines wait for the store");
      if (code === "ENOSPC" || code === "EDQUOT") return this.refuse("disk-full", "the disk is full");
      return this.refuse("journal-broken", "accepted lines cannot be kept");
    }
    const lines = this.enqueue(decoded, end);
    this.counts.lines += lines;
    this.counts.bytes += decoded.bytes;
    return { ok: true, lines };
  }

  private enqueue({ batches, bytes }: { batches: Batch[]; bytes: number }, end: JournalPosition): number {
    const done = () => {
      this.learned = end;
    };
    this.queue.add({ batches, bytes, done });
    return batches.reduce((sum, { lines }) => sum + lines.length, 0);
  }

  private refuse(reason: Refusal, detail: string): Refused {
    this.refused[reason]++;
    return { ok: false, reason, detail };
  }
}
