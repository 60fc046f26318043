import fc from "fast-check";
import { expect, test } from "vitest";
import { Miner, type MinerOptions } from "../../src/core/mine/miner.ts";
import "../support/seed.ts";

const word = fc.constantFrom(
  "open",
  "close",
  "user",
  "for",
  "alice",
  "bob",
  "carol",
  "dave",
  "eve",
  "/a/b",
  "7",
  "0x1f",
);
const mark = fc.constantFrom(" ", ", ", "=", ": ", " (");
const line = fc.array(fc.tuple(word, mark), { maxLength: 6 }).map((parts) => parts.flat().join(""));
const plan = fc.tuple(fc.array(line, { minLength: 60, maxLength: 200, size: "max" }), fc.nat(200));

/** Small limits, so that evictions and refinements happen on either side of the cut. */
const options: MinerOptions = { maxPatterns: 12, maxLeaves: 20, refineEvery: 16 };

test("[DET-12] run(A+B) equals restore(snapshot(run(A))) then run(B), whatever A and B", () => {
  fc.assert(
    fc.property(plan, ([lines, at]) => {
      const straight = new Miner(options);
      let resumed = new Miner(options);
      lines.forEach((text, i) => {
        if (i === at) resumed = Miner.restore(JSON.parse(JSON.stringify(resumed.snapshot())), options);
        expect(resumed.mine(text, i)).toEqual(straight.mine(text, i));
      });
      expect(JSON.stringify(resumed.snapshot())).toBe(JSON.stringify(straight.snapshot()));
      straight.refine();
      resumed.refine();
      expect(JSON.stringify(resumed.snapshot())).toBe(JSON.stringify(straight.snapshot()));
    }),
    { numRuns: 60 },
  );
});

test("counts add up: every line is in a pattern, skipped, or was in an evicted pattern", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 200, size: "max" }), (lines) => {
      const miner = new Miner({ refineEvery: 16 });
      lines.forEach((text, i) => {
        miner.mine(text, i);
      });
      miner.refine();
      const counted = [...miner.patterns.values()].reduce((sum, p) => sum + p.count, 0);
      const skipped = Object.values(miner.skipped).reduce((sum, n) => sum + n, 0);
      expect(counted + skipped).toBe(lines.length);
    }),
    { numRuns: 60 },
  );
});

test("a snapshot does not change with later lines", () => {
  const miner = new Miner();
  miner.mine("disk 7 is full at 91 percent", 1);
  miner.mine("disk 8 is full at 92 percent", 2);
  const before = miner.snapshot();
  const text = JSON.stringify(before);
  for (let i = 0; i < 50; i++) miner.mine(`disk ${i} is full at ${i} percent`, 3);
  expect(JSON.stringify(before)).toBe(text);
});
