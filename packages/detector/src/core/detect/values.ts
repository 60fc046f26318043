import type { Millis } from "../event.ts";
import { nearMiss } from "./distance.ts";
import { longEpisode, newPast, news, type Past } from "./past.ts";
import type { LineReader } from "./reader.ts";
import type { Vote } from "./sequences.ts";
import { maxSurprise } from "./tail.ts";

/*
 * What usually stands at a pattern's variable places. A place is learned as
 * - categories: few different values that come again; a new one is rare, one near to a known one a near miss;
 * - numbers: a mean and deviation of ln(1 + |v|), fast and slow; far outside is a range, apart is a drift;
 * - open: everything else (ids, names); only counted.
 */
const mostValues = 24;
/** A place whose numbers rise this often is a counter or a clock; it has no range and no drift. */
const counterRises = 0.8;

export interface Place {
  n: number;
  /** Values and counts, while it may be a category; undefined once it is open. */
  values: Map<string, number> | undefined;
  /** When the last new value came, in lines. */
  newest: number;
  numbers: number;
  mean: number;
  deviation: number;
  low: number;
  high: number;
  /** Faster mean of the last forty numbers, for drift. */
  recent: number;
  /** The last number, and how often one was greater than that before: a counter always is. */
  last: number;
  rises: number;
  /** How far it drifted before. */
  past: Past | undefined;
  /** What is known of it as a key of sessions. */
  vote: Vote | undefined;
}

export const newPlace = (): Place => ({
  n: 0,
  values: new Map(),
  newest: 0,
  numbers: 0,
  mean: 0,
  deviation: 0,
  low: Number.POSITIVE_INFINITY,
  high: Number.NEGATIVE_INFINITY,
  recent: 0,
  last: 0,
  rises: 0,
  past: undefined,
  vote: undefined,
});

export interface Odd {
  kind: "rare-value" | "near-miss" | "value-range" | "value-drift";
  surprise: number;
  expected: string;
  value: string;
}

const scaled = (value: number) => Math.sign(value) * Math.log1p(Math.abs(value));

/** Five digits and more are an id, a size, an address: no member of a closed set. */
const isId = (value: string) => /(?:\d\D*){5}/.test(value);

/**
 * Learns one value and says whether it is odd there. Values over 64 characters only count. Of an open place
 * no text is made: of most values only the number matters.
 */
export function learnValue(
  place: Place,
  reader: LineReader,
  i: number,
  limit: number,
  time: Millis,
): Odd | undefined {
  place.n++;
  let odd: Odd | undefined;
  if (place.values) {
    const value = reader.variable(i);
    const seen = place.values.get(value);
    if (seen !== undefined) {
      place.values.set(value, seen + 1);
      // A place of few values, numbers or not, has no range worth learning.
      return undefined;
    }
    odd = newCategory(place, value, limit);
    place.newest = place.n;
    if (place.values.size >= mostValues || value.length > 64) place.values = undefined;
    else place.values.set(value, 1);
    if (odd) return odd;
  }
  const number = reader.number(i);
  if (number !== undefined) odd = learnNumber(place, number, time);
  if (odd?.kind === "value-range") odd.value = reader.variable(i);
  return odd;
}

function newCategory(place: Place, value: string, limit: number): Odd | undefined {
  const values = place.values as Map<string, number>;
  if (place.n < 60 || values.size === 0 || isId(value)) return undefined;
  const surprise = newcomer([...values.values()], place.n - place.newest);
  const common = [...values]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([known]) => known);
  const like = common.find((known) => nearMiss(value, known, limit));
  const expected = `one of ${values.size}, such as ${common.slice(0, 3).join(", ")}`;
  if (like !== undefined && surprise > 1)
    return { kind: "near-miss", surprise: Math.min(maxSurprise, surprise + 2), expected: like, value };
  return surprise < 1.5 ? undefined : { kind: "rare-value", surprise, expected, value };
}

/**
 * How surprising a new member of a set is: the set has been complete for `quiet` lines, and each of its
 * members came often (sets that are open have members that came once).
 *
 *     s = log10(quiet / d) + log10(least count, but for one)
 */
export function newcomer(counts: readonly number[], quiet: number): number {
  const [first = 0, second = first] = counts.toSorted((a, b) => a - b);
  // One rare member is one surprise of before; two are a set that is open.
  const least = counts.length > 2 ? second : first;
  return Math.max(
    0,
    Math.min(maxSurprise, Math.log10((quiet + 1) / counts.length) + Math.log10(least + 0.1)),
  );
}

function learnNumber(place: Place, number: number, time: Millis): Odd | undefined {
  const x = scaled(number);
  place.numbers++;
  place.rises += ((x > place.last ? 1 : 0) - place.rises) / Math.min(place.numbers, 200);
  place.last = x;
  const odd = place.numbers > 100 && place.rises < counterRises ? oddNumber(place, x, time) : undefined;
  const slow = 1 / Math.min(place.numbers, 5000);
  const off = Math.max(-4, Math.min(4, (x - place.mean) / (1.25 * place.deviation + 1e-9)));
  const step = place.numbers < 20 ? x - place.mean : off * (1.25 * place.deviation + 1e-9);
  place.deviation += (Math.abs(step) - place.deviation) * slow;
  place.mean += step * slow;
  place.recent = place.numbers === 1 ? x : place.recent + (step + place.mean - place.recent) / 40;
  place.low = Math.min(x, place.low);
  place.high = Math.max(x, place.high);
  return odd;
}

function oddNumber(place: Place, x: number, time: Millis): Odd | undefined {
  const spread = 1.25 * place.deviation + 0.05;
  const beyond = Math.max(x - place.high, place.low - x);
  if (beyond > 0.5 * spread) {
    const surprise = Math.min(maxSurprise, Math.log10(place.numbers) + beyond / spread);
    const expected = `${figureOf(place.low)} to ${figureOf(place.high)}`;
    return { kind: "value-range", surprise, expected, value: "" };
  }
  // The deviation of a mean that forgets at 1/40 is 0.11 of one number's; 0.16 where numbers depend on each other.
  const drift = Math.abs(place.recent - place.mean) / (0.16 * spread);
  if (drift < 4) return undefined;
  place.past ??= newPast(1);
  return {
    kind: "value-drift",
    surprise: news(place.past, 0, Math.min(maxSurprise, drift / 1.6), time, longEpisode),
    expected: `about ${figureOf(place.mean)}`,
    value: `about ${figureOf(place.recent)} lately`,
  };
}

function figureOf(x: number): string {
  const value = Math.sign(x) * Math.expm1(Math.abs(x));
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
