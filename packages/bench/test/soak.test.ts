import { decode } from "@logstead/detector/parts";
import { describe, expect, it } from "vitest";
import { memoryOf } from "../src/engine/service/memory.ts";
import { requestsOf } from "../src/engine/service/requests.ts";
import { openTraffic } from "../src/engine/service/traffic.ts";

const mebi = 2 ** 20;
/** Half an hour, a sample each ten seconds. */
const run = (bytes: (seconds: number) => number) =>
  Array.from({ length: 180 }, (_, i) => {
    const seconds = (i + 1) * 10;
    return { seconds, residentBytes: bytes(seconds), heapBytes: 0 };
  });

describe("memory of a soak", () => {
  it("that filled up and stays is flat", () => {
    const memory = memoryOf(run((seconds) => (seconds < 600 ? 100 + seconds : 700) * mebi));
    expect(memory).toEqual({
      ...{ early: 400 * mebi, half: 700 * mebi, end: 700 * mebi, highest: 700 * mebi },
      ...{ growth: 0, ratio: 1 },
    });
  });

  it("that leaks is not: 60 MiB an hour are seen as such, whatever a collection takes and gives", () => {
    const leak = run((seconds) => (400 + seconds / 60 + 20 * Math.sin(seconds)) * mebi);
    expect(memoryOf(leak).growth / mebi).toBeCloseTo(60, -1);
    // a tenth of the lines kept: 4.5 MB a minute
    expect(memoryOf(run((seconds) => (400 + (4.5 * seconds) / 60) * mebi)).ratio).toBeGreaterThan(1.05);
  });
});

describe("traffic without an end", () => {
  const corpora = ["a", "b"].map((name) => ({ name, lines: [`INFO ${name}: one`, `INFO ${name}: two`] }));
  const start = Date.UTC(2026, 0, 3, 4, 5, 6);

  it("has the lines a second that are asked for, in the order of time, none twice", () => {
    const traffic = openTraffic(corpora, 100);
    const lines = Array.from({ length: 10 }, (_, n) => traffic(start + n * 60_000)).flat();
    expect(lines.length / 600).toBeGreaterThan(90);
    expect(lines.length / 600).toBeLessThan(115);
    const times = lines.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(start);
    const perSecond = Map.groupBy(times, (time) => Math.floor((time - start) / 1000));
    expect(perSecond.size).toBe(600);
    expect(Math.max(...[...perSecond.values()].map((all) => all.length))).toBeLessThan(300);
    expect(new Set(lines.map(({ stream, line }) => `${stream} ${line}`)).size).toBe(lines.length);
  });

  it("is in its requests as it was made", () => {
    const lines = openTraffic(corpora, 100)(start);
    const requests = requestsOf(lines);
    expect(requests.reduce((sum, one) => sum + one.lines, 0)).toBe(lines.length);
    const sent = requests.flatMap(({ body }) =>
      decode("protobuf", body, 16 * mebi).batches.flatMap((batch) =>
        batch.lines.map((line) => `${batch.stream} ${line}`),
      ),
    );
    expect(sent.toSorted()).toEqual(lines.map(({ stream, line }) => `${stream} ${line}`).toSorted());
  });
});
