import type { Millis } from "../event.ts";

/*
 * Whether a line is new, late or a replay. A line's identity is its stream, its time and a hash of its text,
 * as in Loki. Two generations of hashes per stream (at most 2 × 4,096 lines) remember what was read:
 *
 * - a line in order is new, unless the line before it was a replay and this one is known too (an agent that
 *   read its file again catches up), or it has the very time of arrival and text of one just read;
 * - a line older than the newest is a replay if its hash is known, else it is late: up to `lateness` it still
 *   counts, later it is only looked at for new patterns, so that nothing closed is opened again;
 * - 64 late lines in a row that cannot be replays mean that the clock was set back: time goes on from there.
 */
export const lateness = 120_000;
const ahead = 300_000;
const leap = 6 * 3_600_000;
const generation = 4096;
const patience = 64;

export type Verdict = "new" | "late" | "replay";

export interface Order {
  newest: Millis;
  arrival: Millis;
  /** Hashes of lines that arrived at exactly `arrival`. */
  together: number[];
  young: Float64Array;
  youngCount: number;
  youngSince: Millis;
  old: Float64Array;
  oldSince: Millis;
  /** Added to the lines' own times after the clock was set back. */
  shift: number;
  /** The last line was a replay. */
  catchingUp: boolean;
  lateRow: number;
  lateFrom: { time: Millis; arrival: Millis } | undefined;
  leapt: Millis | undefined;
}

export interface OrderCounts {
  replayed: number;
  late: number;
  clockBack: number;
  future: number;
  untimed: number;
}

export const newOrder = (): Order => ({
  newest: Number.NEGATIVE_INFINITY,
  arrival: Number.NEGATIVE_INFINITY,
  together: [],
  young: new Float64Array(256),
  youngCount: 0,
  youngSince: Number.POSITIVE_INFINITY,
  old: new Float64Array(0),
  oldSince: Number.POSITIVE_INFINITY,
  shift: 0,
  catchingUp: false,
  lateRow: 0,
  lateFrom: undefined,
  leapt: undefined,
});

/** FNV-1a over pairs of UTF-16 units, 32 bits: every line is hashed whole, so two units cost one step. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  const pairs = text.length & ~1;
  for (let i = 0; i < pairs; i += 2) {
    h = Math.imul(h ^ text.charCodeAt(i) ^ (text.charCodeAt(i + 1) << 16), 0x01000193);
    // A product carries upwards only: what differs in the upper unit has to come down.
    h ^= h >>> 15;
  }
  if (pairs < text.length) h = Math.imul(h ^ text.charCodeAt(pairs), 0x01000193);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The lower 32 bits of a whole number; `%` on numbers this large calls out of compiled code. */
const low32 = (n: number) => (n - Math.floor(n / 0x100000000) * 0x100000000) | 0;

/** 53 bits of a text's hash and a time; never 0. */
function keyOf(hash: number, time: Millis): number {
  const low = Math.imul(low32(time), 0x9e3779b1) >>> 11;
  return hash * 0x200000 + ((low ^ (hash >>> 7)) & 0x1fffff) + 1;
}

/** The time of a line for the detectors: its own if it has a believable one, else that of its arrival. */
export function timeOf(order: Order, own: Millis | undefined, arrival: Millis, counts: OrderCounts): Millis {
  if (own === undefined) return arrival;
  if (!(own >= 0 && own < 253_402_300_800_000)) {
    counts.untimed++;
    return arrival;
  }
  if (own > arrival + ahead) {
    counts.future++;
    return Math.max(arrival, order.newest);
  }
  if (order.shift > 0 && own + order.shift > arrival + ahead) order.shift = 0;
  const time = own + order.shift;
  // One line far ahead of the others is a broken stamp; two in a row are a gap in the stream.
  if (time > order.newest + leap && order.newest > Number.NEGATIVE_INFINITY) {
    const confirmed = order.leapt !== undefined && Math.abs(time - order.leapt) < leap;
    order.leapt = confirmed ? undefined : time;
    if (!confirmed) {
      counts.future++;
      return order.newest;
    }
  }
  return time;
}

/** Judges one line, by 32 bits of its text, and remembers it. `time` is that of `timeOf`. */
export function judge(
  order: Order,
  hash: number,
  time: Millis,
  arrival: Millis,
  counts: OrderCounts,
): Verdict {
  if (arrival === order.arrival) {
    if (order.together.includes(hash)) return replay(order, counts);
    if (order.together.length < 1024) order.together.push(hash);
  }
  const back = time < order.newest || arrival < order.arrival;
  if (arrival > order.arrival) {
    order.arrival = arrival;
    if (order.together.length === 1) order.together[0] = hash;
    else order.together = [hash];
  }
  const key = keyOf(hash, time - order.shift);
  if ((back || order.catchingUp) && known(order, key)) return replay(order, counts);
  order.catchingUp = false;
  remember(order, key, time);
  if (time >= order.newest) {
    order.newest = time;
    order.lateRow = 0;
    return "new";
  }
  if (time >= order.newest - lateness) return "new";
  return late(order, time, arrival, counts);
}

function replay(order: Order, counts: OrderCounts): Verdict {
  counts.replayed++;
  order.catchingUp = true;
  // A heartbeat may look like a replay while its clock is behind: it does not undo the evidence of others.
  order.lateRow = Math.max(0, order.lateRow - 2);
  return "replay";
}

function late(order: Order, time: Millis, arrival: Millis, counts: OrderCounts): Verdict {
  if (order.lateRow++ === 0 || !order.lateFrom) order.lateFrom = { time, arrival };
  const [went, passed] = [time - order.lateFrom.time, arrival - order.lateFrom.arrival];
  const live = passed > lateness && went > passed / 2 && went < passed * 2;
  const remembered = time >= Math.min(order.oldSince, order.youngSince) && order.oldSince < order.newest;
  if (order.lateRow >= patience && (live || remembered)) {
    order.shift += order.newest - (live ? order.lateFrom.time : time);
    order.lateRow = 0;
    counts.clockBack++;
    return "new";
  }
  counts.late++;
  return "late";
}

function known(order: Order, key: number): boolean {
  return has(order.young, key) || (order.old.length > 0 && has(order.old, key));
}

function has(table: Float64Array, key: number): boolean {
  const mask = table.length - 1;
  for (let at = slot(key, mask); ; at = (at + 1) & mask) {
    const held = table[at] as number;
    if (held === key) return true;
    if (held === 0) return false;
  }
}

const slot = (key: number, mask: number) => (Math.imul(low32(key), 0x85ebca6b) >>> 8) & mask;

function insert(table: Float64Array, key: number): boolean {
  const mask = table.length - 1;
  let at = slot(key, mask);
  while (table[at] !== 0) {
    if (table[at] === key) return false;
    at = (at + 1) & mask;
  }
  table[at] = key;
  return true;
}

function remember(order: Order, key: number, time: Millis): void {
  if (time < order.youngSince) order.youngSince = time;
  if (!insert(order.young, key)) return;
  order.youngCount++;
  if (order.youngCount * 2 <= order.young.length) return;
  if (order.young.length < 2 * generation) {
    const grown = new Float64Array(order.young.length * 2);
    for (const held of order.young) if (held !== 0) insert(grown, held);
    order.young = grown;
    return;
  }
  const free = order.old;
  order.old = order.young;
  order.oldSince = order.youngSince;
  order.young = free.length === order.old.length ? free.fill(0) : new Float64Array(order.old.length);
  order.youngCount = 0;
  order.youngSince = Number.POSITIVE_INFINITY;
}
