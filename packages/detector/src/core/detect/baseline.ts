import type { Millis } from "../event.ts";
import { surpriseOfZ } from "./tail.ts";

/*
 * How many lines are normal, now: a robust seasonal baseline of counts, for a stream and for each of its
 * patterns. Time is cut into windows of ten minutes; a window's expected count is interpolated between the
 * means of its hour's neighbours, kept apart for working days and weekends when the weekly season is on.
 * Means are Huber's: a window counts with at most three deviations, so that one incident does not move them.
 *
 *     r = 2·(√(n + 3/8) - √(λ + 3/8))        Anscombe: unit variance if the count is Poisson
 *     z = r / max(σ, √(1 + (0.15)²·λ))       σ: robust spread of r so far; 15 %: what no baseline knows better
 *
 * Longer scales (an hour, six hours) sum counts and expectations; they see ramps, drifts and drops.
 */
export const minute = 60_000;
export const windowMs = 600_000;
const hourMs = 3_600_000;
const roughness = 0.15;

export interface Baseline {
  /** Mean count of a ten-minute window: 24 hours of working days, then 24 of weekends. */
  mean: Float32Array;
  seen: Uint16Array;
  /** Mean of all windows, and how many there were. */
  level: number;
  windows: number;
  /** Robust spread of r per scale: 1 min, 10 min, 1 h, 6 h; and of the change between windows. */
  spread: Float32Array;
  last: { n: number; expected: number };
  hour: { n: number; expected: number };
  /** The last six hours' counts and expectations. */
  hours: { n: number; expected: number }[];
}

export type Seasons = { daily: boolean; weekly: boolean };

export const newBaseline = (): Baseline => ({
  mean: new Float32Array(48),
  seen: new Uint16Array(48),
  level: 0,
  windows: 0,
  spread: new Float32Array(5),
  last: { n: 0, expected: 0 },
  hour: { n: 0, expected: 0 },
  hours: [],
});

/** The hour of the day, and whether it is a weekend, at the stream's own offset from UTC (0: as written). */
function slotOf(time: Millis, seasons: Seasons): number {
  const hour = Math.floor(time / hourMs) % 24;
  const day = Math.floor(time / (24 * hourMs)) % 7;
  // 1 January 1970 was a Thursday.
  return seasons.weekly && (day === 2 || day === 3) ? 24 + hour : hour;
}

function meanAt(b: Baseline, slot: number): number {
  const other = slot < 24 ? slot + 24 : slot - 24;
  if ((b.seen[slot] as number) >= 3) return b.mean[slot] as number;
  if ((b.seen[other] as number) >= 3) return b.mean[other] as number;
  return b.level;
}

/** The expected count of the ten-minute window at `time`. */
export function expectedAt(b: Baseline, time: Millis, seasons: Seasons): number {
  if (!seasons.daily) return b.level;
  const within = (time % hourMs) / hourMs - 0.5;
  const here = meanAt(b, slotOf(time, seasons));
  const there = meanAt(b, slotOf(time + (within < 0 ? -hourMs : hourMs), seasons));
  return here + (there - here) * Math.abs(within);
}

const anscombe = (n: number, expected: number) => 2 * (Math.sqrt(n + 0.375) - Math.sqrt(expected + 0.375));

export interface Judged {
  z: number;
  surprise: number;
  n: number;
  expected: number;
}

/** z of `n` against `expected` at one scale; learns the spread if told to. */
export function judgeCount(b: Baseline, scale: number, n: number, expected: number, learn: boolean): Judged {
  // The mean itself is uncertain while it is young.
  const young = 1 + 2 / Math.max(1, Math.min(b.windows, 24));
  const r = anscombe(n, expected) / young;
  const floor = Math.sqrt(1 + roughness * roughness * expected);
  const spread = Math.max(b.spread[scale] as number, floor);
  const z = r / spread;
  if (learn) learnSpread(b, scale, r, floor);
  return { z, surprise: surpriseOfZ(z), n, expected };
}

/** A step towards 1.25·|r|, which is the deviation of a normal r; by at most three spreads at once. */
function learnSpread(b: Baseline, scale: number, r: number, floor: number): void {
  const spread = Math.max(b.spread[scale] as number, floor);
  const rate = 1 / Math.min(100, b.windows + 5);
  b.spread[scale] = spread + rate * (Math.min(1.25 * Math.abs(r), 3 * spread) - spread);
}

/** Closes a window: judges it, its change from the one before and, on the hour, the longer scales. */
export function closeWindow(
  b: Baseline,
  n: number,
  start: Millis,
  seasons: Seasons,
): { window: Judged; change: Judged; hour?: Judged; sixHours?: Judged } {
  const expected = expectedAt(b, start, seasons);
  const window = judgeCount(b, 1, n, expected, true);
  const change = judgeChange(b, n, expected);
  b.last = { n, expected };
  b.hour.n += n;
  b.hour.expected += expected;
  learnMean(b, n, expected, start, seasons);
  if ((start + windowMs) % hourMs !== 0) return { window, change };
  const hour = judgeCount(b, 2, b.hour.n, b.hour.expected, true);
  b.hours.push(b.hour);
  b.hour = { n: 0, expected: 0 };
  if (b.hours.length > 6) b.hours.shift();
  if (b.hours.length < 6) return { window, change, hour };
  const n6 = b.hours.reduce((sum, h) => sum + h.n, 0);
  const expected6 = b.hours.reduce((sum, h) => sum + h.expected, 0);
  return { window, change, hour, sixHours: judgeCount(b, 3, n6, expected6, true) };
}

function judgeChange(b: Baseline, n: number, expected: number): Judged {
  const usual = expected - b.last.expected;
  const r = anscombe(n, Math.max(0, b.last.n + usual)) / Math.SQRT2;
  const floor = Math.sqrt(1 + roughness * roughness * Math.max(n, b.last.n));
  const z = r / Math.max(b.spread[4] as number, floor);
  learnSpread(b, 4, r, floor);
  return { z, surprise: surpriseOfZ(z), n, expected: Math.max(0, b.last.n + usual) };
}

function learnMean(b: Baseline, n: number, expected: number, start: Millis, seasons: Seasons): void {
  const bound = 3 * Math.max(b.spread[1] as number, 1) * Math.sqrt(expected + 1);
  const clipped = b.windows < 6 ? n : Math.max(expected - bound, Math.min(expected + bound, n));
  b.windows++;
  b.level += (clipped - b.level) / Math.min(b.windows, 144);
  const slot = slotOf(start, seasons);
  const seen = (b.seen[slot] as number) + 1;
  b.seen[slot] = Math.min(seen, 60_000);
  const mean = b.mean[slot] as number;
  b.mean[slot] = mean + (clipped - mean) / Math.min(seen, 24);
}
