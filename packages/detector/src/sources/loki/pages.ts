import { type LokiAddress, queryRange } from "./client.ts";
import type { HandOver } from "./hand-over.ts";
import type { Health } from "./health.ts";
import type { Position } from "./position.ts";

/** What the sweeps and the tail of one selector share. */
export interface Reading {
  address: LokiAddress;
  selector: string;
  /** Wall clock, milliseconds. */
  now(): number;
  /** Ends reading. */
  signal: AbortSignal;
  position: Position;
  handOver: HandOver;
  health: Health;
}

const page = 5000;

/** Reads from `start` (included) to `end` (excluded); `onPage` is told from where the next page is read. */
export async function readPages(
  { address, selector, signal, handOver, health }: Reading,
  { start, end, late = false }: { start: bigint; end: bigint; late?: boolean },
  onPage: (next: bigint) => void = () => {},
): Promise<void> {
  let from = start;
  while (!signal.aborted) {
    const query = { selector, start: from, end, limit: page, signal };
    const entries = await health.answered(queryRange(address, query));
    await handOver.give(entries, late);
    const last = entries.at(-1);
    if (!last || entries.length < page) return;
    // A page that ends within one instant is continued at that instant; one that has only it, behind it.
    const next = BigInt(last.ns);
    from = next > from ? next : next + 1n;
    onPage(from);
  }
}
