import { afterAll, beforeAll, expect, it } from "vitest";
import { SteadyClock } from "../../src/service/clock.ts";
import type { Batch } from "../../src/sources/batch.ts";
import { hours, incident, traffic } from "../support/incident.ts";
import { eventually } from "../support/servers.ts";
import { openService, type Running } from "../support/service.ts";
import { openSink, type Sink } from "../support/sink.ts";

/*
 * The clock of a whole site jumps: that of the service and those by which its lines are stamped. Some programs
 * write the time into their lines, some do not, and one writes seldom.
 */
const minute = 60_000;
const began = Date.now();
let [passed, jumped] = [0, 0];
const wall = () => began + passed + jumped;
const clock = new SteadyClock(wall, () => passed);
let sink: Sink;
let detector: Running;

beforeAll(async () => {
  sink = await openSink();
  detector = await openService(
    { checkpoint: "1s", alerts: { n8n: { webhook: `${sink.url}/webhook` } } },
    { clock },
  );
});
afterAll(async () => {
  await detector?.close();
  await sink?.close();
});

const stamped = ({ stream, times, lines }: Batch): Batch => ({
  stream,
  times,
  lines: lines.map((line, i) => `${new Date(times[i] as number).toISOString()} ${line}`),
});

let written = 0;
/** What five hosts write from one time on. */
function site(from: number, minutes: number): Batch[] {
  const seldom: Batch = { stream: '{host="attic",job="app"}', times: [], lines: [] };
  for (let i = 0; i < minutes; i++) {
    seldom.times.push(from + i * minute + 30_000);
    seldom.lines.push(`pump ran for ${((written + i) * 7919) % 50} s`);
  }
  const often = ["node0", "node1", "node2", "node3"].map((host) => traffic(host, from, minutes, written));
  written += minutes;
  return [stamped(seldom), ...often.map((batch, i) => (i < 2 ? stamped(batch) : batch))];
}

/** So many minutes pass; each collector sends its own. */
async function live(minutes: number): Promise<void> {
  for (let i = 0; i < minutes; i++) {
    passed += minute;
    for (const batch of site(wall() - minute, 1)) expect(await detector.push([batch])).toBe(204);
    await detector.settled(false);
  }
  const { made } = detector.service.checkpoints;
  await eventually("the service's own clock ticked", () => detector.service.checkpoints.made > made + 1);
}

const told = () => sink.received.filter(({ body }) => body.event === "firing").map(({ body }) => body);
const error = (host: string, what: string) => stamped(incident(host, wall() - 30_000, what));

it("raises no storm of silence when the clock jumps an hour forward and back, and tells each incident once", async () => {
  expect(await detector.push(site(began - hours(6), 6 * 60))).toBe(204);
  await detector.settled();
  await live(5);

  jumped = hours(1);
  await live(5);
  const first = error("node0", "disk controller timeout while flushing journal");
  expect(await detector.push([first])).toBe(204);
  await live(10);
  expect(clock.jumps).toBe(1);

  jumped = 0;
  await live(5);
  const second = error("node1", "replica lost quorum and steps down");
  expect(await detector.push([second])).toBe(204);
  await live(20);
  expect(clock.jumps).toBe(2);

  // Whoever was not answered in time sends again.
  expect(await detector.push([first, second])).toBe(204);
  await detector.settled();
  const kinds = (await detector.anomalies()).flatMap(({ members }) => members.map(({ kind }) => kind));
  expect(kinds.filter((kind) => kind.startsWith("silent"))).toEqual([]);
  expect(told().map(({ hosts }) => hosts)).toEqual([["node0"], ["node1"]]);
  const keys = sink.received.map(({ body }) => body.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(await detector.failing()).toEqual({});
});
