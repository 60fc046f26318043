import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seeded } from "../support/seeded.ts";
import { day, engine, feed, hour, line, minute, start, traffic } from "../support/traffic.ts";

const two = [
  ...traffic(1, start, start + 30 * hour, 2),
  ...traffic(2, start, start + 30 * hour, 2, "t"),
].sort((a, b) => a.time - b.time);
const burst = Array.from({ length: 300 }, (_, i) =>
  line(start + 28 * hour + i * 1000, "ERROR api: upstream is gone"),
);
const lines = [...two, ...burst].sort((a, b) => a.time - b.time);

describe("state", () => {
  it("[DET-13] run(A+B) equals restore(snapshot(run(A))) then run(B), wherever it is cut", () => {
    const whole = engine();
    const all = feed(whole, lines);
    const end = whole.snapshot();
    expect(all.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: lines.length }), (cut) => {
        const first = engine();
        const before = feed(first, lines.slice(0, cut));
        const second = engine();
        second.restore(first.snapshot());
        const after = feed(second, lines.slice(cut));
        expect([...before, ...after]).toEqual(all);
        expect(second.snapshot()).toBe(end);
      }),
      { ...seeded, numRuns: 12 },
    );
  });

  it("[DET-09] keeps what it learned: a restored engine does not learn anew", () => {
    const first = engine();
    feed(first, lines.slice(0, 9000));
    const second = engine();
    second.restore(first.snapshot());
    expect(second.streams()).toEqual(first.streams());
    expect(second.streams()[0]).toMatchObject({
      state: "watching",
      learningUntil: expect.closeTo(start + day, -6),
    });
  });

  it("is not changed by replays of lines it has seen, in order, in part, or one twice", () => {
    const one = engine();
    feed(one, lines.slice(0, 6000));
    const before = one.streams();
    const known = one.snapshot();
    const again = [
      ...lines.slice(5000, 6000),
      ...lines.slice(5990, 6000),
      lines[5999] as (typeof lines)[number],
    ];
    expect(feed(one, again)).toEqual([]);
    expect(one.streams()).toEqual(before);
    expect(one.counts()).toMatchObject({ replayed: again.length, late: 0 });
    const later = feed(one, lines.slice(6000));
    const straight = engine();
    straight.restore(known);
    expect(later).toEqual(feed(straight, lines.slice(6000)));
    expect(one.streams()).toEqual(straight.streams());
  });

  it("counts lines of one second that are alike, and drops them when their file is read again", () => {
    const one = engine();
    const same = Array.from({ length: 20 }, (_, i) => ({
      ...line(start, "INFO a: tick"),
      arrival: start + i,
    }));
    for (const { stream, text, arrival } of same) one.push(stream, text, arrival);
    expect(one.streams()[0]?.lines).toBe(20);
    one.push("s", line(start + 5000, "INFO a: tock").text, start + 5000);
    // The agent starts over: old times, new arrivals.
    for (const { stream, text } of same) one.push(stream, text, start + hour);
    expect(one.streams()[0]?.lines).toBe(21);
    expect(one.counts().replayed).toBe(20);
  });
});

describe("time", () => {
  it("takes lines slightly out of order and passes over those that come too late, counted", () => {
    const one = engine();
    feed(one, [
      line(start, "INFO a: x"),
      line(start + minute, "INFO a: y 1"),
      line(start + 30_000, "INFO a: z"),
    ]);
    expect(one.counts().late).toBe(0);
    feed(one, [line(start + hour, "INFO a: y 2")]);
    one.push("s", line(start + 60_500, "INFO a: very late").text, start + hour);
    expect(one.counts()).toMatchObject({ late: 1, replayed: 0 });
  });

  it("does not let one line from the future move the clock", () => {
    const one = engine();
    feed(one, traffic(3, start, start + hour));
    one.push("s", line(start + 400 * day, "INFO a: odd clock").text, start + hour);
    expect(one.counts().future).toBe(1);
    expect(one.streams()[0]?.last).toBeLessThan(start + 2 * hour);
  });

  it("goes on when a clock is set back for good (daylight saving in local times)", () => {
    const one = engine();
    feed(one, traffic(4, start, start + 3 * hour, 6));
    const back = traffic(5, start + 2 * hour, start + 4 * hour, 6);
    for (const { stream, time, text } of back) one.push(stream, text, time + hour);
    expect(one.counts().clockBack).toBe(1);
    expect(one.counts().late).toBeLessThan(100);
    expect(one.streams()[0]?.last).toBeGreaterThan(start + 4.9 * hour);
  });

  it("passes over hours in which nothing at all was read", () => {
    const one = engine();
    feed(one, traffic(6, start, start + 26 * hour));
    const after = feed(one, traffic(7, start + 40 * hour, start + 41 * hour));
    expect(after.filter((f) => f.kind === "frequency" || f.kind === "vanished-pattern")).toEqual([]);
  });
});
