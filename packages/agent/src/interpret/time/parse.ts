import { isYearless, namedLayouts } from "../../stages/names.ts";
import { type Element, parseLayout } from "./layout.ts";
import { fromWallClock, type Offset, zoneOffset } from "./zone.ts";

/** A moment: whole seconds since 1970 and the nanoseconds after them. */
export interface Moment {
  seconds: number;
  nanos: number;
}

/** Reads a time as Promtail does, or gives undefined. `now` (seconds) decides the year where a layout has none. */
export type TimeParser = (text: string, now: number) => Moment | undefined;

export function timeParser(format: string, timezone: string | undefined): TimeParser {
  const unix = unixParsers[format];
  if (unix) return unix;
  const named = namedLayouts[format];
  // A named layout takes no notice of the location.
  const offset = zoneOffset(named === undefined ? (timezone ?? "UTC") : "UTC");
  const elements = parseLayout(named ?? format);
  const slow: TimeParser = (text, now) =>
    parseWith(elements, text, offset, isYearless(format) ? now : undefined);
  if (format !== "RFC3339" && format !== "RFC3339Nano" && !/^2006-01-02T15:04:05(\.9+)?Z07:00$/.test(format))
    return slow;
  return (text, now) => parseRfc3339(text) ?? slow(text, now);
}

const unixParsers: Record<string, TimeParser> = {
  Unix(text) {
    const match = /^([+-]?\d+)(?:\.([+-]?\d+))?$/.exec(text);
    if (!match) return undefined;
    const fraction = match[2] ?? "0";
    return normal(Number(match[1]), Math.trunc(Number(fraction) * 10 ** (9 - fraction.length)));
  },
  UnixMs: (text) => scaled(text, 1e3),
  UnixUs: (text) => scaled(text, 1e6),
  UnixNs: (text) => scaled(text, 1e9),
};

function scaled(text: string, perSecond: number): Moment | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text);
  const unit = BigInt(perSecond);
  let seconds = value / unit;
  let remainder = value % unit;
  if (remainder < 0n) {
    remainder += unit;
    seconds -= 1n;
  }
  return { seconds: Number(seconds), nanos: Number(remainder) * (1e9 / perSecond) };
}

function normal(seconds: number, nanos: number): Moment {
  const carry = Math.floor(nanos / 1e9);
  return { seconds: seconds + carry, nanos: nanos - carry * 1e9 };
}

/** Fast path for `2025-11-13T13:50:00.123Z`; undefined for anything unusual. */
function parseRfc3339(text: string): Moment | undefined {
  const length = text.length;
  if (length < 20 || length > 35) return undefined;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84) return undefined;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  if (
    !(year >= 0 && month > 0 && month < 13 && day > 0 && day < 29 && hour < 24 && minute < 60 && second < 60)
  )
    return undefined;
  let at = 19;
  let nanos = 0;
  if (text.charCodeAt(at) === 46) {
    let scale = 1e9;
    for (at++; at < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      scale /= 10;
      nanos += digit * scale;
    }
    if (scale < 1 || scale === 1e9) return undefined;
  }
  const seconds = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  const zone = text.charCodeAt(at);
  if (zone === 90) return at + 1 === length ? { seconds, nanos } : undefined;
  if ((zone !== 43 && zone !== 45) || at + 6 !== length || text.charCodeAt(at + 3) !== 58) return undefined;
  const [hours, minutes] = [two(text, at + 1), two(text, at + 4)];
  if (!(hours < 24 && minutes < 60)) return undefined;
  return { seconds: seconds - (zone === 43 ? 60 : -60) * (hours * 60 + minutes), nanos };
}

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const shortMonths = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const longMonths =
  "january february march april may june july august september october november december".split(" ");
const shortDays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const longDays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

interface Read {
  at: number;
  year?: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  half?: "AM" | "PM";
  zone?: number;
}

/** Go's time.ParseInLocation. */
function parseWith(
  elements: readonly Element[],
  text: string,
  local: Offset,
  now?: number,
): Moment | undefined {
  const read: Read = { at: 0, hour: 0, minute: 0, second: 0, nanos: 0 };
  for (const [i, element] of elements.entries())
    if (!readElement(element, text, read, elements[i + 1])) return undefined;
  if (read.at !== text.length) return undefined;
  return momentOf(read, local, now);
}

function readElement(element: Element, text: string, read: Read, next: Element | undefined): boolean {
  const number = (min: number, max: number): number | undefined => {
    const digits = /^\d+/.exec(text.slice(read.at, read.at + max))?.[0] ?? "";
    if (digits.length < min) return undefined;
    read.at += digits.length;
    return Number(digits);
  };
  const name = (names: readonly string[]): number | undefined => {
    const rest = text.slice(read.at, read.at + 10).toLowerCase();
    const index = names.findIndex((name) => rest.startsWith(name));
    if (index < 0) return undefined;
    read.at += (names[index] as string).length;
    return index;
  };
  const within = (
    value: number | undefined,
    low: number,
    high: number,
    set: (value: number) => void,
  ): boolean => {
    if (value === undefined || value < low || value > high) return false;
    set(value);
    return true;
  };
  const set =
    (key: "year" | "month" | "day" | "hour" | "minute" | "second" | "yearDay") => (value: number) => {
      read[key] = value;
    };
  switch (element.kind) {
    case "text":
      return skipText(element.text, text, read);
    case "year":
      return /^\d{4}/.test(text.slice(read.at)) && within(number(4, 4), 0, 9999, set("year"));
    case "year2":
      return within(number(2, 2), 0, 99, (value) => set("year")(value + (value >= 69 ? 1900 : 2000)));
    case "month":
      return within(number(1, 2), 1, 12, set("month"));
    case "month0":
      return within(number(2, 2), 1, 12, set("month"));
    case "monthName":
      return within(name(shortMonths), 0, 11, (value) => set("month")(value + 1));
    case "monthFull":
      return within(name(longMonths), 0, 11, (value) => set("month")(value + 1));
    case "day_":
      if (text[read.at] === " ") read.at++;
      return within(number(1, 2), 0, 31, set("day"));
    case "day":
      return within(number(1, 2), 0, 31, set("day"));
    case "day0":
      return within(number(2, 2), 0, 31, set("day"));
    case "yearDay":
      return within(number(3, 3), 1, 366, set("yearDay"));
    case "hour":
      return within(number(1, 2), 0, 23, set("hour"));
    case "hour12":
      return within(number(1, 2), 0, 12, set("hour"));
    case "hour120":
      return within(number(2, 2), 0, 12, set("hour"));
    case "minute":
      return within(number(1, 2), 0, 59, set("minute"));
    case "minute0":
      return within(number(2, 2), 0, 59, set("minute"));
    case "second":
    case "second0":
      if (!within(number(element.kind === "second" ? 1 : 2, 2), 0, 59, set("second"))) return false;
      // A fraction may follow the seconds even if the layout has none.
      return next?.kind === "fraction" ? true : readFraction(text, read, undefined);
    case "fraction":
      if (!element.exact) return readFraction(text, read, undefined);
      return readFraction(text, read, element.digits);
    case "PM":
    case "pm": {
      const half = text.slice(read.at, read.at + 2);
      const [am, pm] = element.kind === "PM" ? ["AM", "PM"] : ["am", "pm"];
      if (half !== am && half !== pm) return false;
      read.half = half.toUpperCase() as "AM" | "PM";
      read.at += 2;
      return true;
    }
    case "weekday":
      return name(shortDays) !== undefined;
    case "weekdayFull":
      return name(longDays) !== undefined;
    case "zoneName": {
      const zone = /^(?:[A-Z]{3,5}|[+-]\d\d)/.exec(text.slice(read.at))?.[0];
      if (!zone) return false;
      read.at += zone.length;
      read.zone = 0;
      return true;
    }
    case "offset":
      return readOffset(element, text, read);
  }
}

/** A space in a layout matches any number of spaces. */
function skipText(layout: string, text: string, read: Read): boolean {
  for (let i = 0; i < layout.length; i++) {
    if (layout[i] === " ") {
      if (read.at < text.length && text[read.at] !== " ") return false;
      while (layout[i + 1] === " ") i++;
      while (text[read.at] === " ") read.at++;
    } else if (text[read.at++] !== layout[i]) return false;
  }
  return true;
}

function readFraction(text: string, read: Read, exact: number | undefined): boolean {
  const match = /^[.,](\d+)/.exec(text.slice(read.at));
  if (!match) return exact === undefined;
  const digits = exact === undefined ? (match[1] as string) : (match[1] as string).slice(0, exact);
  if (exact !== undefined && digits.length < exact) return false;
  read.at += digits.length + 1;
  read.nanos = Number(digits.slice(0, 9).padEnd(9, "0"));
  return true;
}

function readOffset(element: Extract<Element, { kind: "offset" }>, text: string, read: Read): boolean {
  if (element.z && text[read.at] === "Z") {
    read.at++;
    read.zone = 0;
    return true;
  }
  const colon = element.colon ? ":" : "";
  const form = `^([+-])(\\d\\d)${element.minutes ? `${colon}(\\d\\d)` : ""}${element.seconds ? `${colon}(\\d\\d)` : ""}`;
  const match = new RegExp(form).exec(text.slice(read.at));
  if (!match) return false;
  const [hours, minutes, seconds] = [match[2], match[3], match[4]].map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hours > 24 || minutes > 60 || seconds > 60) return false;
  read.at += match[0].length;
  read.zone = (match[1] === "-" ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
  return true;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function momentOf(read: Read, local: Offset, now: number | undefined): Moment | undefined {
  let { hour, month, day } = read;
  if (read.half === "PM" && hour < 12) hour += 12;
  if (read.half === "AM" && hour === 12) hour = 0;
  // Go's year 0, which Promtail replaces, has a 29th of February.
  const written = read.year ?? 0;
  if (read.yearDay !== undefined && month === undefined) {
    month = 1;
    day = read.yearDay;
    if (day > (isLeap(written) ? 366 : 365)) return undefined;
  } else {
    month ??= 1;
    day ??= 1;
    const last = month === 2 && isLeap(written) ? 29 : (monthDays[month - 1] as number);
    if (day < 1 || day > last) return undefined;
  }
  const year = now === undefined ? written : presentYear(month, now);
  const wall = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + read.minute * 60 + read.second;
  const seconds = read.zone === undefined ? fromWallClock(wall, local) : wall - read.zone;
  return { seconds, nanos: read.nanos };
}

/** Around New Year a time without a year belongs to the nearer one. */
function presentYear(month: number, now: number): number {
  const date = new Date(now * 1000);
  const year = date.getFullYear();
  if (month === 12 && date.getMonth() === 0) return year - 1;
  if (month === 1 && date.getMonth() === 11) return year + 1;
  return year;
}
