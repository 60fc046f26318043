import type { Millis } from "../event.ts";
import { maxSurprise } from "./tail.ts";

/*
 * When something that comes again and again should have come. Lines within 20 s are one occurrence. A
 * regular one, such as a job or a heartbeat, is due after its mean period and some tolerance; any other when
 * the pause is three times the longest it ever made.
 *
 *     regular:  s = 3 + log10(n + 1) + 4·(now - due) / period
 *     other:    s = min(2.5, log10(lines + 1)) + 4·log10(pause / longest)
 */
export interface Gaps {
  lines: number;
  /** Periods seen: from the start of an occurrence to that of the next. */
  count: number;
  /** Start of the current occurrence and its last line. */
  start: Millis;
  last: Millis;
  /** Of the periods: mean, and mean absolute deviation from it. */
  mean: number;
  deviation: number;
  /** The longest pause; half forgotten in two weeks. */
  longest: number;
  /** When its absence becomes worth a look. */
  due: Millis;
}

const together = 20_000;
const halfLife = 14 * 86_400_000;
/** Lines before the pauses of something irregular say anything. */
const enough = 200;
const regularEnough = 4;
const leastPause = 300_000;

export const newGaps = (time: Millis): Gaps => ({
  lines: 0,
  count: 0,
  start: time,
  last: time,
  mean: 0,
  deviation: 0,
  longest: 0,
  due: Number.POSITIVE_INFINITY,
});

/** Takes one line of it; a pause that was reported as too long is not learned. */
export function occur(g: Gaps, time: Millis, reported: boolean): void {
  g.lines++;
  if (time <= g.last) return;
  const pause = time - g.last;
  g.last = time;
  if (pause <= together) {
    if (g.count === 0 && g.lines >= enough) g.due = dueOf(g);
    // Something regular that goes on without a pause has not stayed away.
    else if (g.due !== Number.POSITIVE_INFINITY)
      g.due = isRegular(g)
        ? Math.max(g.due, regularDue(g, time))
        : time + 3 * Math.max(g.longest, leastPause);
    return;
  }
  const period = time - g.start;
  g.start = time;
  if (!reported) {
    g.count++;
    const rate = 1 / Math.min(g.count, 50);
    if (g.count > 2) g.deviation += (Math.abs(period - g.mean) - g.deviation) * rate;
    g.mean += (period - g.mean) * rate;
    g.longest = Math.max(pause, g.longest * 0.5 ** (pause / halfLife));
  }
  g.due = dueOf(g);
}

export const isRegular = (g: Gaps) =>
  g.count >= regularEnough && g.deviation < 0.08 * g.mean + 1000 && g.longest < 1.5 * g.mean + together;

const regularDue = (g: Gaps, from: Millis) => from + g.mean * 1.2 + 4 * g.deviation + 3 * together;

function dueOf(g: Gaps): Millis {
  if (isRegular(g)) return regularDue(g, g.start);
  return g.lines < enough ? Number.POSITIVE_INFINITY : g.last + 3 * Math.max(g.longest, leastPause);
}

/** How surprising it is that it has not come until `now`; 0 before it is due. */
export function absence(g: Gaps, now: Millis): number {
  if (now < g.due) return 0;
  const s = isRegular(g)
    ? 3 + Math.log10(g.count + 1) + (4 * (now - g.due)) / g.mean
    : Math.min(2.5, Math.log10(g.lines + 1)) +
      4 * Math.log10((now - g.last) / Math.max(g.longest, leastPause));
  return Math.min(maxSurprise, s);
}
