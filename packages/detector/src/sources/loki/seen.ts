import { hashText } from "../../core/detect/order.ts";
import type { LokiEntry } from "./client.ts";

/*
 * Which entries were read, by minute, so that the tail, the sweeps behind it and a restart give each line once.
 * An entry is its stream, time and text, as in Loki; kept as a hash of 53 bits: among a million entries two
 * are alike by chance once in 18,000 runs.
 */
const mostHashes = 2_000_000;

export interface SeenState {
  /** Minute since 1970, entries read, hashes of the newest minutes only. */
  minutes: [number, number, number[]?][];
}

interface Minute {
  count: number;
  hashes: Set<number> | undefined;
}

export class Seen {
  private minutes = new Map<number, Minute>();
  private held = 0;
  /** The minutes before this one are forgotten. */
  since = 0;

  /** Notes an entry; false if it was there. Unknown minutes whose hashes are gone say true. */
  add(entry: LokiEntry): boolean {
    const number = minuteOf(entry.ns);
    let minute = this.minutes.get(number);
    if (!minute) {
      minute = { count: 0, hashes: new Set() };
      this.minutes.set(number, minute);
    }
    minute.hashes ??= new Set();
    const key = keyOf(entry);
    if (minute.hashes.has(key)) return false;
    minute.hashes.add(key);
    minute.count++;
    this.held++;
    if (this.held > mostHashes) this.forgetOldest();
    return true;
  }

  count(minute: number): number {
    return this.minutes.get(minute)?.count ?? 0;
  }

  /** Whether the minute's entries can still be told apart from new ones. */
  knows(minute: number): boolean {
    const held = this.minutes.get(minute);
    return held === undefined || held.hashes !== undefined;
  }

  /** Takes Loki's count for granted, so that a minute is not read for ever. */
  settle(minute: number, count: number): void {
    const held = this.minutes.get(minute);
    if (held) held.count = Math.max(held.count, count);
    else this.minutes.set(minute, { count, hashes: new Set() });
  }

  forgetBefore(minute: number): void {
    this.since = Math.max(this.since, minute);
    for (const [number, { hashes }] of this.minutes) {
      if (number >= minute) continue;
      this.held -= hashes?.size ?? 0;
      this.minutes.delete(number);
    }
  }

  /** Counts of all minutes, hashes of those from `since` on; as if `without` had not been read. */
  save(since: number, without: Iterable<LokiEntry> = []): SeenState {
    const excluded = new Map<number, Set<number>>();
    for (const entry of without) {
      const minute = minuteOf(entry.ns);
      const keys = excluded.get(minute) ?? new Set();
      excluded.set(minute, keys.add(keyOf(entry)));
    }
    return {
      minutes: [...this.minutes].map(([number, { count, hashes }]) => {
        const keys = excluded.get(number);
        const read = count - (keys?.size ?? 0);
        if (number < since || !hashes) return [number, read];
        return [number, read, keys ? [...hashes].filter((key) => !keys.has(key)) : [...hashes]];
      }),
    };
  }

  load({ minutes }: SeenState): void {
    this.minutes = new Map(
      minutes.map(([number, count, hashes]) => [number, { count, hashes: hashes && new Set(hashes) }]),
    );
    this.held = minutes.reduce((sum, [, , hashes]) => sum + (hashes?.length ?? 0), 0);
  }

  private forgetOldest(): void {
    const oldest = [...this.minutes].filter(([, m]) => m.hashes).sort(([a], [b]) => a - b)[0];
    if (!oldest) return;
    this.held -= oldest[1].hashes?.size ?? 0;
    oldest[1].hashes = undefined;
  }
}

export const minuteOf = (ns: string) => Math.floor(Number(ns.slice(0, -9)) / 60);

function keyOf({ ns, stream, line }: LokiEntry): number {
  const a = hashText(`${ns}${stream}`);
  const b = hashText(line);
  return a * 0x200000 + ((Math.imul(b, 0x9e3779b1) ^ a) >>> 11);
}
