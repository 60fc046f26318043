import type { Member } from "../model/anomaly.ts";
import { testTitle } from "../service/test-line.ts";
import { isGraver } from "./severity.ts";

const phrases: Record<Member["kind"], string> = {
  volume: "unusual number of lines",
  frequency: "unusual number of a line",
  "rate-change": "sudden change of rate",
  trend: "slow change",
  "new-pattern": "new line",
  "new-error": "new error",
  "template-change": "many new lines at once",
  flapping: "two lines take turns",
  "vanished-pattern": "a usual line stays away",
  "missed-job": "a regular job did not run",
  "silent-stream": "stream has fallen silent",
  "silent-fleet": "many streams have fallen silent",
  "line-entropy": "line looks like a key or password",
  "stream-entropy": "unusual mix of lines",
  "near-miss": "almost a known value",
  "rare-value": "rare value",
  "value-range": "value out of range",
  "value-drift": "value drifts",
  sequence: "unusual course of events",
  test: testTitle,
};

/** One line for people: what, where, and how many else. */
export function titleOf(members: readonly Member[], hostDown: string | undefined): string {
  if (hostDown !== undefined) return `${hostDown} is silent: all of its streams`;
  const first = members.reduce((best, m) => (isGraver(m.severity, best.severity) ? m : best));
  const where = first.host ?? first.stream;
  const unit = /\b(?:unit|service_name|app|container|job)="([^"]+)"/.exec(first.stream)?.[1];
  const place = unit === undefined || first.host === undefined ? where : `${where} ${unit}`;
  const line = first.template ? `: ${first.template.slice(0, 100)}` : "";
  const more = members.length > 1 ? ` (and ${members.length - 1} more)` : "";
  return `${place}: ${phrases[first.kind]}${line}${more}`;
}
