import { describe, expect, it } from "vitest";
import { holdsOf, openUntil, windowsOf } from "../../src/anomalies/holds.ts";
import { fits, hostOf } from "../../src/anomalies/place.ts";
import type { Anomaly } from "../../src/model/anomaly.ts";
import type { Silence } from "../../src/model/silence.ts";
import { finding, start, world } from "./support.ts";

const anomaly = (): Anomaly => {
  const { tracker } = world();
  return tracker.take(finding())[0]?.anomaly as Anomaly;
};
const windows = (start: string, duration: string, hosts: string[] = [], timezone = "UTC") =>
  windowsOf({
    maintenance: { patching: { start, duration, hosts, reason: "updates" } },
    site: { name: "x", timezone },
  });

describe("[ALR-08] maintenance windows", () => {
  const at = (text: string) => Date.parse(`${text}Z`);
  it.each([
    ["2026-03-02T01:59:59", false],
    ["2026-03-02T02:00:00", true],
    ["2026-03-02T03:59:59", true],
    ["2026-03-02T04:00:00", false],
  ])("at %s: %s", (time, open) => {
    const [window] = windows("0 2 * * 1", "2h");
    expect(openUntil(window as never, at(time)) !== undefined).toBe(open);
  });
  it("are in the site's time zone, over summer time", () => {
    const [window] = windows("30 1 * * *", "1h", [], "Europe/Berlin");
    expect(openUntil(window as never, at("2026-01-10T00:45:00"))).toBe(at("2026-01-10T01:30:00"));
    expect(openUntil(window as never, at("2026-07-09T23:45:00"))).toBe(at("2026-07-10T00:30:00"));
  });
  it("are of their hosts only", () => {
    const time = Date.parse("2026-03-02T12:00:00Z");
    expect(holdsOf(anomaly(), [], windows("0 * * * *", "1h", ["dns01"]), time)).toMatchObject([
      { by: "maintenance", id: "patching" },
    ]);
    expect(holdsOf(anomaly(), [], windows("0 * * * *", "1h", ["ocean"]), time)).toEqual([]);
    expect(holdsOf(anomaly(), [], windows("0 * * * *", "1h"), time).length).toBe(1);
  });
  it("with a time nobody can read are refused", () => expect(() => windows("61 * * * *", "1h")).toThrow());
});

describe("[ALR-08] silences", () => {
  const silence = (match: Silence["match"], more: Partial<Silence> = {}): Silence => ({
    id: "s",
    match,
    from: start - 1,
    until: start + 1000,
    by: "ada",
    at: start,
    ...more,
  });
  const held = (one: Silence, time = start) => holdsOf(anomaly(), [one], [], time).length > 0;
  it("hold what matches in every field", () => {
    expect(held(silence({ host: "dns01" }))).toBe(true);
    expect(held(silence({ host: "dns01", kind: "volume" }))).toBe(false);
    expect(held(silence({ stream: '{host="dns01",*' }))).toBe(true);
    expect(held(silence({ fingerprint: anomaly().fingerprint }))).toBe(true);
  });
  it("hold from their start to their end, or until someone ends them", () => {
    expect(held(silence({ host: "dns01" }), start + 1000)).toBe(false);
    expect(held(silence({ host: "dns01" }), start - 2)).toBe(false);
    expect(held(silence({ host: "dns01" }, { ended: { by: "ada", at: start } }))).toBe(false);
  });
});

it("finds the host of a stream, with quotation marks in it too", () => {
  expect(hostOf('{host="dns01",job="x"}')).toBe("dns01");
  expect(hostOf('{instance="a\\"b"}')).toBe('a"b');
  expect(hostOf("stdin")).toBeUndefined();
});
it.each([
  ["a*c", "abc", true],
  ["a*b*c", "axbxc", true],
  ["*a*", "xay", true],
  ["a*a", "a", false],
  ["abc", "abcd", false],
])("%s fits %s: %s", (pattern, text, fitting) => expect(fits(pattern, text)).toBe(fitting));
