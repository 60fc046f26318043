import fc from "fast-check";
import { expect, it } from "vitest";
import { openEngine } from "../../src/core/detect/engine.ts";
import { detectSettings } from "../../src/core/detect/settings.ts";
import { StreamParser } from "../../src/core/parse/parser.ts";
import { decode } from "../../src/core/state/codec.ts";
import { openReader } from "../../src/lines/reader.ts";
import { DetectorSettings } from "../../src/settings.ts";
import { seeded } from "../support/seeded.ts";

const start = Date.UTC(2026, 10, 21);
const settings = { ...detectSettings(DetectorSettings.parse({})), warmUp: 3_600_000 };
const open = () => openEngine(settings, openReader(settings));

/** Streams in four formats; `i` counts lines, so that some change their header on the way. */
const messages = [
  (i: number) => `request req-${i % 97} took ${i % 13} ms`,
  (i: number) => `user u${i % 7} opened session ${i}`,
  () => "health check passed",
  (i: number) => (i === 1700 ? "disk failure on sda: error 5" : `disk sda has ${i % 90} % free`),
  (i: number) => `größe ${i % 5} für 🔥`,
];
const format = [
  (time: string, text: string) => `${time} INFO api: ${text}`,
  (time: string, text: string) => JSON.stringify({ ts: time, level: "info", msg: text }),
  (time: string, text: string, i: number) =>
    i < 1500 ? `[${time}] [warn] ${text}` : `${time} web-1 nginx[12]: ${text}`,
  (_: string, text: string, i: number) => (i % 40 === 3 ? "  at frame of a trace" : text),
];
const lines = Array.from({ length: 3000 }, (_, i) => {
  const time = start + i * 4000;
  const text = (messages[(i * 7 + (i >> 3)) % messages.length] as (i: number) => string)(i);
  const s = i % format.length;
  const line = (format[s] as (time: string, text: string, i: number) => string)(
    new Date(time).toISOString(),
    text,
    i,
  );
  return { stream: `s${s}`, line, time };
});

const feed = (engine: ReturnType<typeof open>, part: typeof lines) =>
  part.flatMap(({ stream, line, time }) => engine.push(stream, line, time));

/** What a snapshot holds; which of two equal lists are one and the same may differ. */
const stateOf = (engine: ReturnType<typeof open>) =>
  decode(engine.snapshot().split("\n").slice(1).join("\n"), {
    StreamParser: { make: () => new StreamParser() },
  });

it("[DET-13] with the real reader, run(A+B) equals restore(snapshot(run(A))) then run(B), wherever it is cut", () => {
  const whole = open();
  const all = feed(whole, lines);
  const end = stateOf(whole);
  expect(all.length).toBeGreaterThan(0);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: lines.length }), (cut) => {
      const first = open();
      const before = feed(first, lines.slice(0, cut));
      const second = open();
      second.restore(first.snapshot());
      expect([...before, ...feed(second, lines.slice(cut))]).toEqual(all);
      expect(stateOf(second)).toEqual(end);
    }),
    { ...seeded, numRuns: 6 },
  );
});

it("reads a stream as a parser alone does, with level, component and message", () => {
  const reader = openReader(settings);
  const parsers = new Map<string, StreamParser>();
  for (const { stream, line, time } of lines) {
    const parser = parsers.get(stream) ?? new StreamParser();
    parsers.set(stream, parser);
    const plain = parser.parse(line, time);
    const read = reader.parse(stream, line, time);
    expect([read.time, read.level, read.component, read.message]).toEqual([
      plain.time,
      plain.level,
      plain.component,
      plain.message,
    ]);
  }
});

it("tells texts apart by their hash, and takes the same text for the same", () => {
  const reader = openReader(settings);
  const hash = (line: string) => reader.parse("s", line, start).hash;
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 3 }), (text, more) => {
      const one = hash(text);
      hash("something longer that leaves its bytes behind in the buffer");
      expect(hash(text)).toBe(one);
      // Lone halves of surrogate pairs are one and the same character in UTF-8.
      if (more !== "" && text.isWellFormed()) expect(hash(text + more)).not.toBe(one);
    }),
    { ...seeded, numRuns: 500 },
  );
});
