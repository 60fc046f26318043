import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seeded } from "../support/seeded.ts";
import { engine, feed, hour, line, start, traffic } from "../support/traffic.ts";

const times = fc.oneof(
  fc.integer({ min: start, max: start + 2 * hour }),
  fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15, 253_402_300_800_000),
  fc.double(),
);
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.constantFrom(
    "",
    " ",
    "\0\0\0",
    "\u001b[31mERROR\u001b[0m red",
    "\ud800 half a pair",
    "مرحبا بالعالم 123",
    "🔥".repeat(500),
    "9".repeat(5000),
    "= : , ; [ ] ( ) { }",
    "__proto__ constructor toString",
    "0000-00-00T00:00:00Z INFO x: y",
    "9999-12-31T23:59:59.999Z ERROR x: y",
  ),
  fc.integer({ min: 0, max: 1e9 }).map((n) => line(start + n, `INFO a: token ${n} x`).text),
);

describe("hostile input", () => {
  it("never makes an exception, whatever comes when (60 runs of up to 300 lines, all counted)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("a", "b", "", "__proto__"), texts, times), { maxLength: 300 }),
        fc.array(times, { maxLength: 5 }),
        (lines, ticks) => {
          const one = engine({ warmUp: 0 });
          for (const [stream, text, arrival] of lines) one.push(stream, text, arrival);
          for (const now of ticks) one.tick(now);
          expect(one.counts().lines).toBe(lines.length);
          const again = engine({ warmUp: 0 });
          again.restore(one.snapshot());
          expect(again.snapshot()).toBe(one.snapshot());
        },
      ),
      seeded,
    );
  });

  it("cuts long lines and bounds its memory under a million distinct tokens", () => {
    const one = engine({ maxLineBytes: 1000, maxPatterns: 1000 });
    one.push("s", "x".repeat(1_000_000), start);
    expect(one.counts().cut).toBe(1);
    for (let i = 0; i < 30_000; i++)
      one.push(
        "s",
        `${new Date(start + i * 100).toISOString()} INFO a: w${i.toString(36).replace(/\d/g, "z")}q only`,
        start + i * 100,
      );
    feed(one, traffic(1, start + hour, start + 2 * hour));
    expect(one.streams()[0]?.patterns).toBeLessThanOrEqual(1000);
  });
});
