import { describe, expect, it } from "vitest";
import { likeness } from "../../src/anomalies/likeness.ts";
import { adjust, scopesOf } from "../../src/anomalies/marks.ts";
import type { Mark, MarkScope } from "../../src/model/mark.ts";
import { finding, minute, start, world } from "./support.ts";

const mark = (scope: MarkScope, more: Partial<Mark> = {}): Mark => ({
  id: `m${JSON.stringify(scope)}${more.verdict ?? ""}`,
  anomaly: "a",
  verdict: "normal",
  scopes: [scope],
  by: "ada",
  at: start,
  hits: 0,
  ...more,
});
const event = {
  kind: "frequency" as const,
  stream: '{host="a",unit="u"}',
  template: "backup of <*> took <*> seconds",
  score: 0.99999,
  value: 100,
  time: start,
};
const hourAt = (time: number) => (time / 3_600_000) % 24;
const score = (scope: MarkScope, more: object = {}, verdict: Mark["verdict"] = "normal") =>
  adjust({ ...event, ...more }, [mark(scope, { verdict })], hourAt).score;

describe("[DET-28] a mark", () => {
  const same: MarkScope = {
    kind: "frequency",
    stream: event.stream,
    template: event.template,
    values: { max: 150 },
  };

  it("silences the same event whatever its score", () => {
    expect(score(same)).toBe(0);
    expect(score(same, { score: 1 })).toBe(0);
  });
  it("lowers similar ones the more the likelier they are, and others not at all", () => {
    const other = score(same, { stream: '{host="b",unit="u"}' });
    const like = score(same, { template: "backup of <*> took <*> seconds longer" });
    expect(other).toBeLessThan(event.score);
    expect(other).toBeGreaterThan(0.9);
    expect(like).toBeLessThan(event.score);
    expect(score(same, { template: "the kernel has panicked" })).toBe(event.score);
    expect(score(same, { kind: "silent-stream" })).toBe(event.score);
  });
  it("holds for its values", () => {
    expect(score(same, { value: 151 })).toBe(event.score);
    expect(score(same, { value: 149 })).toBe(0);
  });
  it("holds for its time of day, also over midnight", () => {
    const night: MarkScope = { ...same, hours: { from: 22, to: 4 } };
    expect(score(night, { time: Date.UTC(2026, 2, 2, 23) })).toBe(0);
    expect(score(night, { time: Date.UTC(2026, 2, 2, 3, 59) })).toBe(0);
    expect(score(night, { time: Date.UTC(2026, 2, 2, 4) })).toBe(event.score);
  });
  it("that says real raises what is like it, and overrules an older one", () => {
    expect(score(same, { score: 0.985 }, "real")).toBeGreaterThan(0.99);
    const marks = [mark(same), mark(same, { verdict: "real", at: start + 1 })];
    expect(adjust(event, marks, hourAt).score).toBeGreaterThanOrEqual(event.score);
    expect(adjust(event, [mark(same, { at: start + 2 }), ...marks.slice(1)], hourAt).score).toBe(0);
  });
  it("that was undone counts no more", () => {
    const undone = mark(same, { undone: { by: "ada", at: start } });
    expect(adjust(event, [undone], hourAt)).toEqual({ score: expect.closeTo(event.score, 9), hits: [] });
  });
});

describe("[DET-28] [DET-30] marking an anomaly that goes on", () => {
  it("ends it at once, keeps the next one silent, and undoing it lets the one after through", () => {
    const made = world();
    const [first] = made.tracker.take(finding());
    const scopes = scopesOf(first?.anomaly.members ?? []);
    const normal: Mark = { ...mark({}), scopes };
    made.marks.push(normal);
    expect(made.tracker.rejudge(start + minute)).toMatchObject([{ type: "resolved", tell: true }]);
    const next = made.tracker.take(finding({ time: start + 2 * minute, episode: 2 }));
    expect(next).toMatchObject([{ type: "suppressed", tell: false }]);
    expect(next[0]?.anomaly.suppressed).toMatchObject([
      { by: "feedback", id: normal.id, reason: "marked normal by ada" },
    ]);
    made.marks[0] = { ...normal, undone: { by: "ada", at: start } };
    expect(made.tracker.rejudge(start + 3 * minute)).toMatchObject([{ type: "firing", tell: true }]);
  });
  it("does not hide something else at the same place", () => {
    const made = world();
    const [first] = made.tracker.take(finding());
    made.marks.push({ ...mark({}), scopes: scopesOf(first?.anomaly.members ?? []) });
    made.tracker.rejudge(start + minute);
    made.templates.set(8, "disk sda reports bad sectors");
    const other = made.tracker.take(finding({ pattern: 8, time: start + 2 * minute, episode: 2 }));
    expect(other).toMatchObject([{ type: "firing", tell: true }]);
  });
});

it.each([
  ["a b", "a b", 1],
  ["alpha beta <*>", "alpha beta <*> <*>", 1],
  ["alpha beta", "gamma delta", 0],
  ["", "x", 0],
])("likeness of %j and %j is %d", (a, b, want) => expect(likeness(a, b)).toBe(want));
