import type { Store } from "../stores/store.ts";

const day = 86_400_000;
/** Sent alerts are kept this long, for whoever asks what was sent. */
const sentDays = 7;
/** Counts of ten minutes: what a page draws. */
const countDays = 14;
const mostEvents = 100_000;

/** Removes what is older than it has to be; what is still firing, or on its way, stays. Returns how many. */
export async function prune(store: Store, now: number, retention: number): Promise<number> {
  let removed = await store.prune("anomalies", now - retention, "resolved");
  removed += await store.prune("outbox", now - Math.min(retention, sentDays * day), "sent");
  removed += await store.prune("outbox", now - retention, "refused");
  removed += await store.prune("silences", now - retention);
  removed += await store.prune("audit", now - retention);
  removed += await store.prune("counts", now - Math.min(retention, countDays * day));
  const [last] = await store.list("events", { order: "down", limit: 1 });
  if (last) removed += await store.prune("events", last.at - mostEvents);
  return removed;
}
