import type { Batch } from "../../src/sources/batch.ts";

const minute = 60_000;
export const streamName = (host: string) => `{host="${host}",job="app"}`;

/**
 * Quiet traffic of a host: one of a few lines every few seconds, the same each time it is asked for. `before`: minutes
 * that it has gone on already, so that it is continued.
 */
export function traffic(host: string, from: number, minutes: number, before = 0): Batch {
  const batch: Batch = { stream: streamName(host), times: [], lines: [] };
  for (let i = before * 12; i < (before + minutes) * 12; i++) {
    const time = from + (i - before * 12) * 5000 + ((i * 7919) % 900);
    batch.times.push(time);
    const n = (i * 104_729) % 1000;
    batch.lines.push(
      i % 3 === 0
        ? `served request ${n} in ${(n % 40) + 10} ms`
        : i % 3 === 1
          ? `cache hit for key k${n}`
          : `worker ${n % 4} is idle`,
    );
  }
  return batch;
}

/** An error nobody has seen before, a few times. */
export function incident(host: string, from: number, what: string): Batch {
  const batch: Batch = { stream: streamName(host), times: [], lines: [] };
  for (let i = 0; i < 5; i++) {
    batch.times.push(from + i * 1000);
    batch.lines.push(`ERROR ${what}; secret hunter${i}`);
  }
  return batch;
}

export const hours = (n: number) => n * 60 * minute;
