import { expect, it } from "vitest";
import type { Alert } from "../../src/alerts/alert.ts";
import { Outbox, outboxDocument } from "../../src/alerts/outbox.ts";
import { Writer } from "../../src/service/writer.ts";
import { openPglite } from "../../src/stores/pglite.ts";
import type { Change } from "../../src/stores/store.ts";
import { eventually } from "../support/servers.ts";
import { openSink } from "../support/sink.ts";

it("keeps the order of an anomaly's alerts however many others wait", async () => {
  const [store, sink] = await Promise.all([openPglite(), openSink()]);
  const writer = new Writer(store);
  const began = 1_800_000_000_000;
  let now = began;
  const alert = (anomaly: string, sequence: number) =>
    ({ anomaly, sequence, key: `${anomaly}:${sequence}` }) as Alert;
  const others = Array.from({ length: 1200 }, (_, i) =>
    outboxDocument("loki", alert(`other${i}`, 1), began - 1000 + i / 10),
  );
  // The first one was tried and failed: its next attempt lies behind all others.
  const mine: Change[] = [
    outboxDocument("n8n", alert("mine", 1), began + 60_000),
    outboxDocument("n8n", alert("mine", 2), began - 5000),
  ];
  await writer.add([...mine, ...others]);
  const outbox = new Outbox({
    store,
    writer,
    now: () => now,
    targets: () => ({ n8n: { url: sink.url } }),
    log: () => {},
    sent: () => {},
  });
  try {
    outbox.wake();
    await eventually("the others went", () => outbox.counts.unrouted === 1200);
    expect(sink.received).toEqual([]);
    now += 61_000;
    await eventually("both are told", () => sink.received.length === 2);
    expect(sink.received.map(({ body }) => body.sequence)).toEqual([1, 2]);
  } finally {
    await outbox.stop();
    await store.close();
    await sink.close();
  }
});
