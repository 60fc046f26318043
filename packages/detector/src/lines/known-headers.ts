import type { Millis } from "../core/event.ts";
import { columnsOf, maxColumns } from "../core/parse/columns.ts";
import type { HeadedLine } from "../core/parse/headed-line.ts";
import { looksLikeTime, readTime, type TimeContext } from "../core/parse/time.ts";
import { KnownTimes, placeOf, type TimePlace } from "./known-times.ts";

/*
 * Headers repeat: of a hundred lines of a stream most differ from one seen before in digits only. A header
 * that was parsed once is remembered by its shape (its bytes with every digit as 0). Where a line starts
 * with the same shape, its message starts at the same place; only the time is read anew. The result is what
 * the parser would have said: shapes are kept only of whole headers whose columns do not depend on the
 * digits in them or on what follows, and what is not certain goes to the parser.
 */
const longest = 160;
const mostShapes = 1024;
/** Lines in a row that could not be remembered, after which one of as many is tried; a power of two less one. */
const patience = 31;
const prime = 0x01000193;
/** Two hashes beside each other are 64 bits: a chance of another header with both is none. */
const mixer = 0x9e3779b1;

interface Shape {
  low: number;
  high: number;
  /** The first gives the line's time; there may be none. */
  times: readonly TimePlace[];
  /** What a message may not start with, because it could be a part of the last column: a set of `starts`. */
  not: number;
}

/** Sets of first bytes of messages. */
const starts = new Uint8Array(256);
const digit = 1;
const zone = 2;
const month = 4;
for (const mark of "0123456789") starts[mark.charCodeAt(0)] = digit;
for (const mark of "+-ZUG") starts[mark.charCodeAt(0)] = zone;
for (const mark of "JFMASOND") starts[mark.charCodeAt(0)] = month;

export class KnownHeaders {
  /** Of the line last found; undefined if its header has none. */
  time: Millis | undefined;

  private readonly zoneMinutes: number;
  private readonly times = new KnownTimes();
  private refused = 0;
  private shapes: Shape[] = [];
  /** Shapes by their hash, numbers from 1; open addressing, a power of two. */
  private table = new Int32Array(16);
  /** Lengths that any shape has. */
  private readonly lengths = new Uint8Array(longest + 1);

  constructor(zoneMinutes: number) {
    this.zoneMinutes = zoneMinutes;
  }

  /** Where the message starts, from the line's start; -1 if the parser has to say. `time` is the line's time. */
  find(bytes: Uint8Array, from: number, to: number, now: Millis): number {
    const { lengths } = this;
    const end = Math.min(to - from - 1, longest);
    let low = prime;
    let high = mixer;
    for (let i = 0; i < end; ) {
      let byte = bytes[from + i] as number;
      if (byte >= 48 && byte <= 57) byte = 48;
      low = Math.imul(low ^ byte, prime);
      high = Math.imul(high ^ byte, mixer);
      if (lengths[++i] === 0) continue;
      const shape = this.shapeOf(low, high);
      if (!shape) continue;
      const next = bytes[from + i] as number;
      // A wider gap: the header ends further on.
      if (next === 0x20 || next === 0x09) continue;
      if (((starts[next] as number) & shape.not) !== 0) return -1;
      return this.readTimes(shape.times, bytes, from, i, now) ? i : -1;
    }
    return -1;
  }

  private readTimes(
    places: readonly TimePlace[],
    bytes: Uint8Array,
    from: number,
    at: number,
    now: Millis,
  ): boolean {
    this.time = undefined;
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as TimePlace;
      const time = this.times.read(place, bytes, from, now) ?? this.slowTime(place, bytes, from, at, now);
      if (time === undefined) return false;
      if (i === 0) this.time = time;
    }
    return true;
  }

  /** Remembers the header of a line that was parsed, if it is one of those that may be remembered. */
  remember(line: HeadedLine, text: string, bytes: Uint8Array, from: number, now: Millis): void {
    const { at } = line;
    // Where nothing can be remembered, looking whether it can would cost as much as the parser.
    if (this.refused > patience && (this.refused & patience) !== 0) return void this.refused++;
    this.refused++;
    if (line.whole !== true || at <= 0 || at > longest || at >= text.length) return;
    const head = text.slice(0, at);
    if (!/^[\t\x20-\x7e]*[\t |]$/.test(head)) return;
    const context = { now, zoneMinutes: this.zoneMinutes };
    const seen = certain(text, at, context);
    if (!seen || seen.time !== line.time) return;
    this.refused = 0;
    for (const place of seen.times) this.times.remember(place, text, bytes, from, context);
    let low = prime;
    let high = mixer;
    for (let i = 0; i < at; i++) {
      const unit = text.charCodeAt(i);
      const byte = unit >= 48 && unit <= 57 ? 48 : unit;
      low = Math.imul(low ^ byte, prime);
      high = Math.imul(high ^ byte, mixer);
    }
    if (this.shapeOf(low, high)) return;
    this.add({ low, high, times: seen.times, not: seen.not });
    this.lengths[at] = 1;
  }

  /** Forgets all: the stream has another header. */
  clear(): void {
    this.shapes = [];
    this.table.fill(0);
    this.lengths.fill(0);
  }

  private shapeOf(low: number, high: number): Shape | undefined {
    const { table } = this;
    const mask = table.length - 1;
    for (let i = (low ^ (high >>> 15)) & mask; ; i = (i + 1) & mask) {
      const number = table[i] as number;
      if (number === 0) return undefined;
      const shape = this.shapes[number - 1] as Shape;
      if (shape.low === low && shape.high === high) return shape;
    }
  }

  private add(shape: Shape): void {
    if (this.shapes.length >= mostShapes) this.clear();
    this.shapes.push(shape);
    if (this.shapes.length * 2 > this.table.length) {
      this.table = new Int32Array(this.table.length * 2);
      for (const [i, one] of this.shapes.entries()) this.put(one, i + 1);
    } else this.put(shape, this.shapes.length);
  }

  private put({ low, high }: Shape, number: number): void {
    const mask = this.table.length - 1;
    let i = (low ^ (high >>> 15)) & mask;
    while (this.table[i] !== 0) i = (i + 1) & mask;
    this.table[i] = number;
  }

  /** A time of a form without a clock, or of a new day. */
  private slowTime(
    place: TimePlace,
    bytes: Uint8Array,
    from: number,
    at: number,
    now: Millis,
  ): Millis | undefined {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, at).toString("latin1");
    const context = { now, zoneMinutes: this.zoneMinutes };
    const read = readTime(text, place.from, context);
    if (read?.form !== place.form || read.length !== place.to - place.from) return undefined;
    this.times.remember(place, text, bytes, from, context);
    return read.time;
  }
}

interface Certain {
  time: Millis | undefined;
  times: TimePlace[];
  not: number;
}

/** Looks whether a header's columns are the same whatever its digits are and whatever follows. */
function certain(text: string, at: number, context: TimeContext): Certain | undefined {
  const columns = columnsOf(text.slice(0, 600), context, maxColumns).filter((column) => column.next <= at);
  if (columns.at(-1)?.next !== at) return undefined;
  let time: Millis | undefined;
  const times: TimePlace[] = [];
  for (const { type, from, to, time: own } of columns) {
    const first = text[from] as string;
    if (first === "<") return undefined;
    const bracketed = first === "[" || first === "(";
    // One that is not closed depends on what follows.
    if (bracketed && type !== "bracket" && type !== "level" && type !== "time") return undefined;
    const inner = bracketed ? from + (/^.\s*/.exec(text.slice(from, to))?.[0].length ?? 1) : from;
    if (type !== "time") {
      if (looksLikeTime(text, inner)) return undefined;
      continue;
    }
    const read = readTime(text, inner, context);
    if (read?.time === undefined || read.time !== own) return undefined;
    time ??= read.time;
    times.push(placeOf(text, inner, read.length, read.form));
  }
  const last = columns.at(-1) as (typeof columns)[number];
  // `21` with `Nov 2026 …` behind it would be a day, `Sat` or `Nov` with `21 …` too, `I1121` with a clock.
  const open = /^(?:\d|[A-Z][a-z]{2}|[IWEF]\d)/.test(text.slice(last.from, last.to));
  return { time, times, not: last.type === "time" ? digit | zone : open ? digit | month : 0 };
}
