import type { Millis } from "../event.ts";
import { maxSurprise } from "./tail.ts";

/*
 * When something that comes again and again should have come: the gaps between occurrences (those within a
 * minute are one). A regular one, such as a job or a heartbeat, is due after its mean gap and some tolerance;
 * an irregular one when the gap is twice the longest of many.
 *
 *     regular:    s = log10(n + 1) + 4·(gap - due) / due      irregular: s = log10(n + 1) + 4·log10(gap / longest)
 */
export interface Gaps {
  /** Gaps seen. */
  count: number;
  first: Millis;
  last: Millis;
  /** Start of the current occurrence. */
  start: Millis;
  mean: number;
  /** Mean absolute deviation from the mean. */
  deviation: number;
  longest: number;
  /** When its absence becomes worth a look. */
  due: Millis;
}

const together = 60_000;
/** Irregular gaps say little before there are this many. */
const enough = 40;
const regularEnough = 4;

export const newGaps = (time: Millis): Gaps => ({
  count: 0,
  first: time,
  last: time,
  start: time,
  mean: 0,
  deviation: 0,
  longest: 0,
  due: Number.POSITIVE_INFINITY,
});

/** Takes one occurrence; `absent` ones that were reported are not learned. */
export function occur(g: Gaps, time: Millis, reported: boolean): void {
  if (time <= g.last) return;
  if (time - g.last <= together) {
    // Within one occurrence, or a stream that never pauses: the gap is what a pause would be measured by.
    if (g.longest === 0) g.longest = together;
    g.last = time;
    if (g.due !== Number.POSITIVE_INFINITY && time - g.start < together) return;
    if (time - g.start >= together) note(g, time, reported);
    return;
  }
  note(g, time, reported);
  g.last = time;
}

function note(g: Gaps, time: Millis, reported: boolean): void {
  const gap = time - g.start;
  g.start = time;
  if (!reported) {
    g.count++;
    const rate = 1 / Math.min(g.count, 50);
    if (g.count > 2) g.deviation += (Math.abs(gap - g.mean) - g.deviation) * rate;
    g.mean += (gap - g.mean) * rate;
    g.longest = Math.max(gap, g.longest * 0.9995);
  }
  g.due = dueAfter(g, time);
}

export const isRegular = (g: Gaps) =>
  g.count >= regularEnough && g.deviation < 0.08 * g.mean + 1000 && g.longest < 1.5 * g.mean + together;

function dueAfter(g: Gaps, time: Millis): Millis {
  if (isRegular(g)) return time + g.mean * 1.15 + 4 * g.deviation + together;
  if (g.count < enough) return Number.POSITIVE_INFINITY;
  return time + 2 * Math.max(g.longest, together);
}

/** How surprising it is that it has not come until `now`; 0 before it is due. */
export function absence(g: Gaps, now: Millis): number {
  if (now < g.due) return 0;
  const gap = now - g.start;
  const base = Math.log10(g.count + 1);
  const due = g.due - g.start;
  const s = isRegular(g)
    ? 2 + base + (4 * (now - g.due)) / due
    : base + 4 * Math.log10(gap / Math.max(g.longest, together));
  return Math.min(maxSurprise, s);
}
