/** How one stream's lines can be counted wherever they end up. */
export interface StreamReceipt {
  id: string;
  kind: string;
  host: string;
  /** The file, tag, container or address that the lines went to. */
  to: string;
  /** Numbers 1…sent were written. */
  sent: number;
  bytes: number;
  /** Why the stream ended early. */
  error?: string;
}

export interface Receipt {
  run: string;
  profile: string;
  /** In milliseconds since 1970. */
  started: number;
  /** What was asked for, and how long it took. */
  rate: number;
  seconds: number;
  took: number;
  sent: number;
  streams: StreamReceipt[];
  /** Streams left out because the lab has no such host. */
  skipped: string[];
}

export interface StreamCount {
  id: string;
  sent: number;
  /** Different numbers that were found. */
  found: number;
  lost: number;
  duplicates: number;
  /** The first few that are missing. */
  missing: number[];
}

export const mark = (run: string, stream: string, n: number) => `lsq=${run}/${stream}/${n}`;

const pattern = /lsq(?:=|\\?":\s*\\?")([a-z0-9]+)\/([a-z0-9-]+)\/(\d+)/g;

/** Compares what was written with what was found: every line exactly once. */
export function countSequences(lines: Iterable<string>, receipt: Receipt): StreamCount[] {
  const seen = new Map(
    receipt.streams.map((s) => [s.id, { bits: new Uint8Array(s.sent + 1), found: 0, duplicates: 0 }]),
  );
  for (const line of lines)
    for (const [, run, stream = "", number] of line.matchAll(pattern)) {
      const one = run === receipt.run ? seen.get(stream) : undefined;
      const n = Number(number);
      if (!one || n < 1 || n >= one.bits.length) continue;
      if (one.bits[n]) one.duplicates++;
      else one.found++;
      one.bits[n] = 1;
    }
  return receipt.streams.map(({ id, sent }) => {
    const { bits = new Uint8Array(), found = 0, duplicates = 0 } = seen.get(id) ?? {};
    const missing: number[] = [];
    for (let n = 1; n <= sent && missing.length < 10; n++) if (!bits[n]) missing.push(n);
    return { id, sent, found, lost: sent - found, duplicates, missing };
  });
}
