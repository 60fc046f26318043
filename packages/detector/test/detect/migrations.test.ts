import { expect, it } from "vitest";
import { openEngine } from "../../src/core/detect/engine.ts";
import type { OpenSession } from "../../src/core/detect/sequences.ts";
import { detectSettings } from "../../src/core/detect/settings.ts";
import { StreamParser } from "../../src/core/parse/parser.ts";
import { decode } from "../../src/core/state/codec.ts";
import { writeSnapshot } from "../../src/core/state/snapshot.ts";
import { openReader } from "../../src/lines/reader.ts";
import { DetectorSettings } from "../../src/settings.ts";

const settings = detectSettings(DetectorSettings.parse({}));
const open = () => openEngine(settings, openReader(settings));
const start = Date.UTC(2026, 2, 2);
const steps = ["accepted", "planned", "sent"];
const lines = Array.from({ length: 3000 }, (_, i) => ({
  time: start + i * 2000,
  text: `${new Date(start + i * 2000).toISOString()} INFO api: req-${(Math.floor(i / 3) * 7919).toString(16)} ${steps[i % 3]}`,
}));
const feed = (engine: ReturnType<typeof open>, part: typeof lines) => {
  for (const { time, text } of part) engine.push("s", text, time);
};

interface Held {
  engine: { streams: Map<string, { sequences: { open: Map<string, unknown> } }> };
  reader: { streams: Map<string, unknown> };
}

/** The state as version 1 had it: open sessions in one map, parsers beside what was kept for speed. */
function version1(snapshot: string): string {
  const classes = { StreamParser: { make: () => new StreamParser() } };
  const state = decode(snapshot.slice(snapshot.indexOf("\n") + 1), classes) as Held;
  for (const { sequences } of state.engine.streams.values()) {
    const { oldest } = sequences as unknown as { oldest: OpenSession | undefined };
    sequences.open = new Map();
    for (let one = oldest; one; one = one.newer) {
      const { group, key, events, last, first } = one;
      sequences.open.set(`${group}\0${key}`, { group, key, events, last, first });
    }
    for (const field of ["openCount", "oldest", "newest"]) Reflect.deleteProperty(sequences, field);
  }
  const streams = new Map([...state.reader.streams].map(([name, parser]) => [name, { parser, known: {} }]));
  return writeSnapshot({ ...state, reader: { ...state.reader, streams } }, [], classes);
}

it("a snapshot of version 1 is lifted, and goes on as if it had been of this one", () => {
  const first = open();
  feed(first, lines.slice(0, 2000));
  const old = version1(first.snapshot());
  expect(old).toContain('"version":1');
  feed(first, lines.slice(2000));
  const second = open();
  second.restore(old);
  feed(second, lines.slice(2000));
  expect(second.streams()).toEqual(first.streams());
  expect(second.counts()).toEqual(first.counts());
  const sequencesOf = (engine: ReturnType<typeof open>) =>
    (
      decode(engine.snapshot().split("\n").slice(1).join("\n"), {
        StreamParser: { make: () => new StreamParser() },
      }) as Held
    ).engine.streams.get("s")?.sequences;
  expect(sequencesOf(first)?.open.size).toBeGreaterThan(0);
  expect(sequencesOf(second)).toEqual(sequencesOf(first));
});
