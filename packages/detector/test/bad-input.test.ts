import fc from "fast-check";
import { expect, test } from "vitest";
import { Miner } from "../src/core/mine/miner.ts";
import { StreamParser } from "../src/core/parse/parser.ts";
import { LineMiner } from "../src/lines/line-miner.ts";
import "./support/seed.ts";

const cases = 20_000;

/** Bytes of every kind, with those that have a meaning to a scanner more often than others. */
const nasty = fc.constantFrom(
  0,
  9,
  10,
  13,
  27,
  32,
  34,
  39,
  40,
  47,
  58,
  61,
  91,
  92,
  95,
  45,
  48,
  57,
  97,
  102,
  120,
  127,
  128,
  0xc3,
  0xe2,
  0xf0,
  255,
);
const bytes = fc.uint8Array({ maxLength: 60 }).map((b) => Uint8Array.from(b));
const nastyBytes = fc.array(nasty, { maxLength: 60 }).map((b) => Uint8Array.from(b));
const text = fc.string({ unit: "binary", maxLength: 40 });

test(`[DET-11] ${cases} lines of arbitrary bytes and text: no exception, each is counted`, () => {
  const miner = new Miner({ maxPatterns: 1000 });
  const parser = new StreamParser();
  let lines = 0;
  const counts = { created: 0, changed: 0, matched: 0, skipped: 0 };
  fc.assert(
    fc.property(fc.oneof(bytes, nastyBytes, text), (line) => {
      lines++;
      const mined = miner.mine(line, lines);
      counts[mined.event]++;
      expect(mined.pattern > 0).toBe(mined.event !== "skipped");
      if (typeof line === "string") miner.mine(parser.parse(line, lines).message, lines++);
    }),
    { numRuns: cases },
  );
  expect(miner.lines).toBe(lines);
  expect(miner.patterns.size).toBeLessThanOrEqual(1000);
  expect(counts.skipped).toBeLessThanOrEqual(miner.skipped["no words"] ?? 0);
});

test("every line of bytes gives one answer, however the bytes are cut into chunks", () => {
  fc.assert(
    fc.property(fc.array(nastyBytes, { maxLength: 20 }), (chunks) => {
      let answers = 0;
      const lines = new LineMiner({ message: true, onLine: () => answers++ });
      for (const chunk of chunks) lines.push(chunk, 0);
      lines.endStream();
      const all = Buffer.concat(chunks);
      const ends = all.filter((byte) => byte === 10).length;
      const open = all.length > 0 && all.at(-1) !== 10 ? 1 : 0;
      expect(answers).toBe(ends + open);
    }),
    { numRuns: 2000 },
  );
});

test("a line of a megabyte is cut, counted, and the lines around it are as they are", () => {
  const lines = new LineMiner({ message: true });
  lines.push(Buffer.from(`before it 1\n${"word ".repeat(200_000)}\nafter it 2\n${"x".repeat(1 << 20)}\n`), 0);
  lines.endStream();
  expect(lines.miner.lines).toBe(4);
  expect(lines.miner.cut).toBe(2);
  expect([...lines.miner.patterns.values()].map((p) => lines.miner.template(p))).toContain("after it <*>");
});

test("lines of ever new words leave a bounded number of patterns, and evictions are counted", () => {
  const miner = new Miner({ maxPatterns: 500 });
  const word = (i: number) => [...String(i)].map((d) => "abcdefghij"[Number(d)]).join("");
  for (let i = 0; i < 20_000; i++) miner.mine(`${word(i)}: ${"so ".repeat(i % 50)}${word(i * 7)}`, i);
  expect(miner.patterns.size).toBeLessThanOrEqual(500);
  const counted = [...miner.patterns.values()].reduce((sum, p) => sum + p.count, 0);
  expect(counted).toBeLessThanOrEqual(20_000);
  expect(miner.evictedLeaves + miner.evictedPatterns).toBeGreaterThan(0);
});

test("escape sequences of a terminal say nothing, control characters divide words", () => {
  const miner = new Miner();
  const plain = miner.mine("error in unit 7", 0).pattern;
  expect(miner.mine("\u001b[1;31merror\u001b[0m in unit 8", 0).pattern).toBe(plain);
  expect(miner.mine("error\u0000in\u0007unit 9", 0).pattern).toBe(plain);
});

test("text that is no English is mined as well", () => {
  const miner = new Miner();
  for (const line of ["🔥 ошибка 7 в модуле", "🔥 ошибка 8 в модуле", "خطأ 12 في الوحدة", "خطأ 13 في الوحدة"])
    miner.mine(line, 0);
  expect([...miner.patterns.values()].map((p) => `${p.count} ${miner.template(p)}`)).toEqual([
    "2 🔥 ошибка <*> в модуле",
    "2 خطأ <*> في الوحدة",
  ]);
});

test("times from the past, the future and backwards do not matter to the miner", () => {
  const miner = new Miner();
  for (const time of [0, -1e15, 1e15, Number.MAX_SAFE_INTEGER, 5]) miner.mine("tick 1", time);
  expect([...miner.patterns.values()].map((p) => p.count)).toEqual([5]);
});
