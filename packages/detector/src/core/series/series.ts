import { type Discord, newDiscord, pushValue } from "./discord.ts";

/*
 * Anomalies of one series of numbers, row by row, with one configuration for every series. Three stretches
 * of 32, 48 and 64 rows each give a left discord; each is measured by the greatest it has had lately, a
 * record that halves every 2,000 rows:
 *
 *     ratio_m = d_m / record_m        score = r / (1 + r), r = median of the three ratios
 *
 * Above 0.5 the series is stranger than anything remembered: that is the alarm. There is no threshold to
 * tune; only the past decides. After an alarm 100 rows (about two stretches) belong to it.
 */
const stretches = [32, 48, 64] as const;
const halfLife = 2000;
const sameAlarm = 100;
/** Rows that are only learned: thrice the longest stretch. */
export const seriesWarmUp = 192;

export interface SeriesState {
  discords: Discord[];
  records: number[];
  rows: number;
  lastAlarm: number;
  lastValue: number;
  /** Rows without a number since the last one that had one. */
  missing: number;
  /** The least and the greatest value so far. */
  low: number;
  high: number;
}

export interface SeriesScore {
  /** 0 to 1, higher is worse; 0.5 is as strange as the strangest remembered. */
  score: number;
  alarm: boolean;
}

export const newSeries = (): SeriesState => ({
  discords: stretches.map((m) => newDiscord(m)),
  records: stretches.map(() => 0),
  rows: 0,
  lastAlarm: Number.NEGATIVE_INFINITY,
  lastValue: 0,
  missing: 0,
  low: Number.POSITIVE_INFINITY,
  high: Number.NEGATIVE_INFINITY,
});

const farthest = 100;
const greatest = 1e100;

/** Missing rows that count as the last value; beyond them the series goes on where it stopped. */
const bridged = 8;

/** A value beyond a hundred times the range so far counts as just that far: one giant must not blind. */
function bounded(s: SeriesState, value: number): number {
  let x = Math.max(-greatest, Math.min(greatest, value));
  if (s.low <= s.high) {
    const room = farthest * Math.max(s.high - s.low, Math.abs(s.low), 1e-3);
    x = Math.max(s.low - room, Math.min(s.high + room, x));
  }
  s.low = Math.min(s.low, x);
  s.high = Math.max(s.high, x);
  return x;
}

const fade = 0.5 ** (1 / halfLife);

/** Scores the next value by what came before it; one that is no number scores 0. */
export function scoreValue(s: SeriesState, value: number): SeriesScore {
  const row = s.rows++;
  const known = Number.isFinite(value);
  s.missing = known ? 0 : s.missing + 1;
  if (!known && (s.low > s.high || s.missing > bridged)) return { score: 0, alarm: false };
  const x = known ? bounded(s, value) : s.lastValue;
  s.lastValue = x;
  const ratios = s.discords.map((discord, i) => {
    const distance = pushValue(discord, x);
    const record = s.records[i] as number;
    const ratio = Number.isNaN(distance) || distance === 0 ? 0 : distance / Math.max(record, 1e-12);
    s.records[i] = Math.max(record * fade, Number.isNaN(distance) ? 0 : distance);
    return ratio;
  });
  const median = ratios.sort((a, b) => a - b)[1] as number;
  if (row < seriesWarmUp || !known) return { score: 0, alarm: false };
  const score = median / (1 + median);
  const alarm = score > 0.5 && row - s.lastAlarm > sameAlarm;
  if (alarm) s.lastAlarm = row;
  return { score, alarm };
}
