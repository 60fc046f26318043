import { expect, it } from "vitest";
import { pastOf, shiftTimes } from "../src/incidents/past.ts";
import { randomOf } from "../src/incidents/teach.ts";
import type { LogLine } from "../src/loki/client.ts";

const hour = 3_600_000;

it.each([
  ["2026-11-21T20:53:32.121148474Z caller=x", 25 * hour, "2026-11-22T21:53:32.121148474Z caller=x"],
  ["2026-11-21 20:53:32,121 INFO", -21 * hour, "2026-11-20 23:53:32,121 INFO"],
  ['"GET /" [31/Dec/2026:23:30:00 +0000]', hour, '"GET /" [01/Jan/2027:00:30:00 +0000]'],
  ["Nov  1 00:10:00 router device[106]: up", -hour, "Oct 31 23:10:00 router device[106]: up"],
  ["version 2026.11 took 12:30", hour, "version 2026.11 took 12:30"],
])("times in a line move with it: %s", (line, by, moved) => {
  expect(shiftTimes(line, by)).toBe(moved);
  expect(shiftTimes(moved, -by)).toBe(line);
});

const from = Date.UTC(2026, 10, 21, 12);
const at = (offset: number, line: string, unit = "app.service"): LogLine => ({
  timestamp: BigInt(from + offset) * 1_000_000n,
  line,
  labels: { host: "ocean", unit, level: "INFO" },
  metadata: {},
});

it("is the record again and again: what came more than once to the beat, what came once now and then", () => {
  const beats = [0, 30_000, 60_000, 90_000].map((offset) => at(offset, `beat of process ${4000 + offset}`));
  const record = [...beats, at(5000, "cleaned up"), at(6000, "session opened", "session-77.scope")];
  const options = { record, from, period: 120_000, span: 48 * hour, random: randomOf(7) };
  const lines = [...pastOf(options)].reduce((sum, body) => sum + body.lines, 0);
  const periods = (48 * hour) / 120_000;
  const once = lines - 4 * periods;
  expect(once).toBeGreaterThan(periods / 6);
  expect(once).toBeLessThan(periods / 3);
});
