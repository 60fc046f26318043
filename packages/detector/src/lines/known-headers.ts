import type { Millis, ParsedLine } from "../core/event.ts";
import type { Header } from "../core/parse/header.ts";

/*
 * Headers repeat: of a hundred lines of a stream most differ from one seen before in digits only. A header
 * that was parsed once is remembered by its shape (its text with every digit as 0), and lines with the same
 * shape get its level and component at once; only the clock is read. The result is what the parser would
 * have said: shapes are kept only of whole headers whose meaning does not depend on digits, and a line whose
 * day was not the last one's goes to the parser.
 */
const longest = 160;
const mostShapes = 512;
const prime = 0x01000193;
/** Spreads a header's length over its hash (2^32 divided by the golden ratio). */
const mixer = 0x9e3779b1;

interface Shape {
  level: ParsedLine["level"];
  component: string | undefined;
  /** Where `HH:MM:SS` stands. */
  clock: number;
  /** An offset from UTC behind it, which has to be the same: its place and text. */
  zoneAt: number;
  zone: string;
}

export interface KnownHeaders {
  shapes: Map<number, Shape>;
  /** Lengths that any shape has. */
  lengths: Uint8Array;
  /** What stands before the clock, the offset from UTC behind it, and when that day began. */
  day: string;
  zone: string;
  base: Millis;
}

export const newKnownHeaders = (): KnownHeaders => ({
  shapes: new Map(),
  lengths: new Uint8Array(longest + 1),
  day: "",
  zone: "",
  base: 0,
});

const isDigit = (unit: number) => unit >= 48 && unit <= 57;

/** The parsed line, if its header's shape and minute are known. */
export function parseKnown(k: KnownHeaders, line: string): ParsedLine | undefined {
  const end = Math.min(line.length, longest);
  let hash = 0x811c9dc5;
  for (let i = 0; i < end; i++) {
    let unit = line.charCodeAt(i);
    if (unit >= 48 && unit <= 57) unit = 48;
    hash = Math.imul(hash ^ unit, prime);
    if (k.lengths[i + 1] === 0) continue;
    const shape = k.shapes.get(hash ^ Math.imul(i + 1, mixer));
    if (!shape) continue;
    if (shape.zone !== k.zone || !line.startsWith(shape.zone, shape.zoneAt)) return undefined;
    const time = timeAt(k, line, shape.clock);
    if (time === undefined) return undefined;
    return { time, level: shape.level, component: shape.component, message: line.slice(i + 1) };
  }
  return undefined;
}

/** The time, if all before the clock is as in the last line that was parsed, and the clock can be. */
function timeAt(k: KnownHeaders, line: string, clock: number): Millis | undefined {
  if (k.day.length !== clock || !line.startsWith(k.day)) return undefined;
  const hours = two(line, clock);
  const minutes = two(line, clock + 3);
  const within = millis(line, clock + 6);
  if (hours > 23 || minutes > 59 || within >= 60_000) return undefined;
  return k.base + (hours * 60 + minutes) * 60_000 + within;
}

const two = (line: string, at: number) => (line.charCodeAt(at) - 48) * 10 + line.charCodeAt(at + 1) - 48;

/** Seconds and their fraction at a place, in milliseconds. */
function millis(line: string, at: number): number {
  const seconds = two(line, at);
  const mark = line.charCodeAt(at + 2);
  if ((mark !== 46 && mark !== 44) || !isDigit(line.charCodeAt(at + 3))) return seconds * 1000;
  let fraction = 0;
  let unit = 100;
  for (let i = at + 3; i < at + 6 && isDigit(line.charCodeAt(i)); i++) {
    fraction += (line.charCodeAt(i) - 48) * unit;
    unit /= 10;
  }
  return seconds * 1000 + fraction;
}

const clockOf = /\d\d:\d\d:\d\d/;
const behind = /^(?:[.,]\d+)?( ?[+-]\d\d:?\d\d)?( ?[AP]M)?/i;

/** Remembers the header of a line that was parsed, if it is one of those that may be remembered. */
export function remember(k: KnownHeaders, line: string, parsed: ParsedLine, header: Header): void {
  const length = line.length - parsed.message.length;
  if (length <= 0 || length > longest || parsed.time === undefined || line.startsWith("<")) return;
  if (parsed.component !== undefined && /\d/.test(parsed.component)) return;
  if (!whole(header, parsed) || !line.endsWith(parsed.message)) return;
  const text = line.slice(0, length);
  const clock = text.search(clockOf);
  if (clock < 0) return;
  const [all = "", zone = "", half] = behind.exec(text.slice(clock + 8)) ?? [];
  if (half !== undefined) return;
  const within = millis(line, clock + 6);
  // Fractions finer than a millisecond are cut the same way; anything else is left to the parser.
  if (Math.floor(parsed.time / 1000) * 1000 + (within % 1000) !== parsed.time) return;
  // A clock without a date is one of today, whenever that is.
  if (!/\d/.test(text.slice(0, clock))) return;
  k.day = text.slice(0, clock);
  k.zone = zone;
  k.base = parsed.time - within - (two(text, clock) * 60 + two(text, clock + 3)) * 60_000;
  if (k.shapes.size >= mostShapes) {
    k.shapes.clear();
    k.lengths.fill(0);
  }
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (isDigit(unit) ? 48 : unit), prime);
  }
  const { level, component } = parsed;
  const zoneAt = clock + 8 + all.length - zone.length;
  k.shapes.set(hash ^ Math.imul(length, mixer), { level, component, clock, zoneAt, zone });
  k.lengths[length] = 1;
}

/** Whether the line has every column of its header, so that another line of the shape has them too. */
function whole(header: Header, parsed: ParsedLine): boolean {
  if (header.kind !== "columns") return false;
  const names = header.columns as readonly string[];
  const needsLevel = names.includes("level") || names.includes("letter");
  const needsName = names.includes("tag") || header.component >= 0;
  return !(needsLevel && parsed.level === undefined) && !(needsName && parsed.component === undefined);
}
