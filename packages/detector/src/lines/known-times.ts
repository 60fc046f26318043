import type { Millis } from "../core/event.ts";
import { readTime, type TimeContext } from "../core/parse/time.ts";

/** Where the time of a header stands; places are from the line's start. */
export interface TimePlace {
  from: number;
  to: number;
  /** The number of its form, see `readTime`. */
  form: number;
  /** Where its hours are, and how far it is from there to the minutes; -1 if it has no clock after a day. */
  clock: number;
  step: number;
  /** Behind the seconds and their fraction: an offset from UTC, a year, or nothing. */
  rest: number;
}

/** The text around a clock, which says the day and the offset from UTC, and when that day began. */
interface KnownDay {
  form: number;
  /** What stands before the clock, and behind it. */
  before: Uint8Array;
  behind: Uint8Array;
  start: Millis;
  /** A day without a year means another one at other times: the clock must be within these. */
  nowFrom: Millis;
  nowTo: Millis;
}

/** A log of months, sorted by nothing, has so many. */
const mostDays = 1024;
const day = 86_400_000;
/** A day, then a clock: `… 14:00:00.123`, `…-15.42.50.675872`, `20261121T140000`, `261121 140000`. */
const dayAndClock = /^(.+?\D|\d{8}[T-]?)(\d\d([:.]?)\d\d\3\d\d)(?!\d)([.,:]\d+)?/;

/** Where a time stands that `readTime` has read at `from`. */
export function placeOf(text: string, from: number, length: number, form: number): TimePlace {
  const to = from + length;
  const found = dayAndClock.exec(text.slice(from, to));
  // A clock without a day is one of today, whenever that is.
  if (!found) return { from, to, form, clock: -1, step: 0, rest: -1 };
  const clock = from + (found[1] as string).length;
  return { from, to, form, clock, step: found[3] === "" ? 2 : 3, rest: from + found[0].length };
}

/** Times of lines whose day was seen before, without a regular expression. */
export class KnownTimes {
  private readonly days: Map<number, KnownDay> = new Map();
  private last: KnownDay | undefined;

  /** The time of a line of bytes, as `readTime` would give it; undefined if it has to. */
  read(place: TimePlace, bytes: Uint8Array, line: number, now: Millis): Millis | undefined {
    if (place.clock < 0) return undefined;
    let known = this.last;
    if (!known || !matches(known, place, bytes, line)) {
      known = this.days.get(hashOf(place, bytes, line));
      if (!known || !matches(known, place, bytes, line)) return undefined;
      this.last = known;
    }
    if (now < known.nowFrom || now >= known.nowTo) return undefined;
    const at = line + place.clock;
    const hours = two(bytes, at);
    const minutes = two(bytes, at + place.step);
    const seconds = two(bytes, at + 2 * place.step);
    if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
    const within = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    return known.start + within + fraction(bytes, at + 2 * place.step + 2, line + place.rest);
  }

  /** Remembers the day of a time that was read. */
  remember(place: TimePlace, text: string, bytes: Uint8Array, line: number, context: TimeContext): void {
    if (place.clock < 0) return;
    const clock = text.slice(place.clock, place.rest).replace(/\d/g, "0");
    const midnight = text.slice(place.from, place.clock) + clock + text.slice(place.rest, place.to + 1);
    const read = readTime(midnight, 0, context);
    if (read?.form !== place.form || read.time === undefined) return;
    const known: KnownDay = {
      form: place.form,
      before: bytes.slice(line + place.from, line + place.clock),
      behind: bytes.slice(line + place.rest, line + place.to),
      start: read.time,
      nowFrom: Number.NEGATIVE_INFINITY,
      nowTo: Number.POSITIVE_INFINITY,
    };
    const { now } = context;
    const timeBy = (now: Millis) => readTime(midnight, 0, { ...context, now })?.time;
    if (timeBy(now + 400 * day) !== read.time) {
      // It names no year: it is the clock's year, or the one before if that puts it more than a day ahead.
      const year = new Date(now).getUTCFullYear();
      const [begin, end] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
      const thisYear = timeBy(end - 1) as Millis;
      const ahead = read.time !== thisYear;
      known.nowFrom = ahead ? begin : Math.max(begin, thisYear + 1000);
      known.nowTo = ahead ? Math.min(end, thisYear - day) : end;
    }
    if (this.days.size >= mostDays) this.days.clear();
    this.days.set(hashOf(place, bytes, line), known);
    this.last = known;
  }
}

const two = (bytes: Uint8Array, at: number) =>
  ((bytes[at] as number) - 48) * 10 + (bytes[at + 1] as number) - 48;

/** Whole milliseconds of a fraction of a second, whose mark stands at `from`. */
function fraction(bytes: Uint8Array, from: number, to: number): number {
  let ms = 0;
  let unit = 100;
  for (let i = from + 1; i < to && unit >= 1; i++) {
    ms += ((bytes[i] as number) - 48) * unit;
    unit /= 10;
  }
  return ms;
}

function matches(known: KnownDay, place: TimePlace, bytes: Uint8Array, line: number): boolean {
  const { before, behind } = known;
  if (known.form !== place.form || before.length !== place.clock - place.from) return false;
  if (behind.length !== place.to - place.rest) return false;
  return equal(before, bytes, line + place.from) && equal(behind, bytes, line + place.rest);
}

function equal(known: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}

function hashOf(place: TimePlace, bytes: Uint8Array, line: number): number {
  let hash = 0x811c9dc5;
  for (let i = line + place.from; i < line + place.clock; i++)
    hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
}
