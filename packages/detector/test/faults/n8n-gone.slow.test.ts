import { afterAll, beforeAll, expect, it } from "vitest";
import { SteadyClock } from "../../src/service/clock.ts";
import { hours, incident, traffic } from "../support/incident.ts";
import { eventually } from "../support/servers.ts";
import { openService, type Running } from "../support/service.ts";
import { openSink, type Sink } from "../support/sink.ts";

/* n8n is gone for ten minutes, which pass on the service's own clock only. */
let passed = 0;
const began = Date.now();
const clock = new SteadyClock(
  () => began + passed,
  () => passed,
);
let sink: Sink;
let detector: Running;

beforeAll(async () => {
  sink = await openSink();
  detector = await openService({ alerts: { n8n: { webhook: `${sink.url}/webhook` } } }, { clock });
});
afterAll(async () => {
  await detector?.close();
  await sink?.close();
});

const hosts = ["node0", "node1", "node2", "node3"];
/** A minute passes, with what the hosts write in it. */
async function minute(): Promise<void> {
  for (const host of hosts) expect(await detector.push([traffic(host, began + passed, 1)])).toBe(204);
  passed += 60_000;
  await detector.settled(false);
}

it("[DET-33] tells each alert once and in order when n8n is back after ten minutes, and says so meanwhile", async () => {
  expect(await detector.push(hosts.map((host) => traffic(host, began - hours(5), 300)))).toBe(204);
  await detector.settled();
  expect(await detector.failing()).toEqual({});

  const { port } = new URL(sink.url);
  await sink.close();
  const what = [
    "disk controller timeout",
    "replica lost quorum",
    "mail queue frozen",
    "firmware refuses boot",
  ];
  for (const [i, host] of hosts.entries()) {
    await minute();
    expect(await detector.push([incident(host, began + passed, what[i] as string)])).toBe(204);
  }
  const { outbox } = detector.service;
  await eventually("all wait", () => outbox.waiting === hosts.length);
  for (let i = 0; i < 10; i++) {
    await minute();
    outbox.wake();
    expect(Object.keys(await detector.failing())).toEqual(["route n8n"]);
  }
  await eventually("it was tried again and again", () => outbox.counts.failed > hosts.length);
  expect(outbox.waiting).toBe(hosts.length);
  // A mark resolves one of them while n8n is gone: its end waits behind its beginning.
  const [first] = (await detector.anomalies()).filter(({ hosts: own }) => own[0] === "node0");
  const marked = await fetch(`${detector.url}/api/v1/marks`, {
    method: "POST",
    headers: { Authorization: "Bearer token-of-an-admin", "Content-Type": "application/json" },
    body: JSON.stringify({ anomaly: first?.id, verdict: "normal" }),
  });
  expect(marked.status).toBe(201);

  sink = await openSink(Number(port));
  await eventually("everything is told", async () => {
    await minute();
    return sink.received.length > hosts.length && outbox.waiting === 0;
  });
  await eventually("ready again", async () => Object.keys(await detector.failing()).length === 0);
  const steps = sink.received.map(({ body }) => `${body.anomaly} ${body.sequence}`);
  expect(new Set(steps).size).toBe(steps.length);
  expect(steps).toHaveLength(hosts.length + 1);
  for (const id of new Set(sink.received.map(({ body }) => body.anomaly))) {
    const own = sink.received.filter(({ body }) => body.anomaly === id).map(({ body }) => body.sequence);
    expect(own).toEqual(own.map((_, i) => i + 1));
  }
  const ends = sink.received.filter(({ body }) => body.anomaly === first?.id).map(({ body }) => body.event);
  expect(ends).toEqual(["firing", "resolved"]);
  expect(await detector.service.store.count("outbox", "waiting")).toBe(0);
  expect(await detector.service.store.count("outbox", "sent")).toBe(hosts.length + 1);
});
