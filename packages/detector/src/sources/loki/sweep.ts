import { type Reading, readPages } from "./pages.ts";
import { toNs } from "./position.ts";

/** The newest entries are left to the next sweep: they may still be on their way through Loki. */
const settleMs = 1500;
/** Every sweep behind a tail looks this far back again for what came a little late. */
const overlapMs = 30_000;

/** Reads from where the last sweep ended up to now; behind a tail, also what the tail missed. */
export async function sweep(reading: Reading, behindTail: boolean): Promise<void> {
  const { now, signal, position, handOver } = reading;
  const end = toNs(now() - settleMs);
  // The clock was ahead and has been set right: nothing was read of the time between.
  if (position.through > end + toNs(overlapMs)) position.backToNewest();
  const start = behindTail ? position.through - toNs(overlapMs) : position.through;
  if (end <= start) return;
  await readPages(reading, { start, end }, (next) => {
    if (position.advance(next)) handOver.mark();
  });
  if (signal.aborted) return;
  position.advance(end);
  handOver.mark();
}
