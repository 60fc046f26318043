import { countMinutes } from "./client.ts";
import { type Reading, readPages } from "./pages.ts";
import { toMs, toNs } from "./position.ts";

const minute = 60_000;

/** Minutes of the late window in which Loki has more than was read are read again. */
export async function lateSweep(reading: Reading, lateWindow: number): Promise<void> {
  const { address, selector, now, signal, position, handOver, health } = reading;
  const { seen } = position;
  const end = Math.floor((now() - 2 * minute) / minute) * minute;
  const from = Math.max(now() - lateWindow, toMs(position.since));
  const start = Math.ceil(from / minute) * minute;
  seen.forgetBefore(start / minute - 1);
  if (end <= start) return;
  const query = { selector, start: start + minute, end, signal };
  const stored = await health.answered(countMinutes(address, query));
  for (const [ends, count] of stored) {
    const number = ends / minute - 1;
    // What was forgotten cannot be compared, which a clock that goes back might ask for.
    if (number < seen.since || count <= seen.count(number)) continue;
    await readPages(reading, { start: toNs(ends - minute) + 1n, end: toNs(ends) + 1n, late: true });
    seen.settle(number, count);
  }
  handOver.mark();
}
