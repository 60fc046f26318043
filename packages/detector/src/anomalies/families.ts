import type { Kind } from "../core/detect/finding.ts";

/** Kinds that speak of the same matter: a mark on one says something of the others. */
export type Family = "counts" | "news" | "absence" | "values" | "content" | "order" | "test";

const families: Record<Kind, Family> = {
  volume: "counts",
  frequency: "counts",
  "rate-change": "counts",
  trend: "counts",
  "new-pattern": "news",
  "new-error": "news",
  "template-change": "news",
  flapping: "order",
  sequence: "order",
  "vanished-pattern": "absence",
  "missed-job": "absence",
  "silent-stream": "absence",
  "silent-fleet": "absence",
  "line-entropy": "content",
  "stream-entropy": "content",
  "near-miss": "values",
  "rare-value": "values",
  "value-range": "values",
  "value-drift": "values",
  test: "test",
};
export const familyOf = (kind: Kind): Family => families[kind];

/** The first number of a text such as `12.5 lines`, `1,200`, `nothing for 5 min` (undefined: it says nothing). */
export function numberIn(text: string): number | undefined {
  const found = /-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?/i.exec(text)?.[0];
  const value = found === undefined ? Number.NaN : Number(found.replaceAll(",", ""));
  return Number.isFinite(value) ? value : undefined;
}

/** Less came than was expected, or nothing: what a machine that is down does to all of its streams. */
export function isDrop(finding: { kind: Kind; seen: string; expected: string }): boolean {
  if (familyOf(finding.kind) === "absence") return true;
  if (familyOf(finding.kind) !== "counts") return false;
  const [seen, expected] = [numberIn(finding.seen), numberIn(finding.expected)];
  return seen !== undefined && expected !== undefined && seen < expected;
}
