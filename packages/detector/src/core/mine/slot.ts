/** What is known of the values at one variable place of a pattern; small, whatever it sees. */
export interface Slot {
  /** Values looked at: all of a pattern's first lines, then a sample. */
  seen: number;
  /** Of them, how many were numbers. */
  numbers: number;
  /** Of those numbers; 0 if there were none. */
  min: number;
  max: number;
  /** The most frequent values with their counts (Misra and Gries: a count is too low by at most seen/9). */
  top: [string, number][];
  /** HyperLogLog registers (Flajolet et al. 2007), four in a number; none while `top` holds every value. */
  registers: number[] | undefined;
}

const topSize = 8;
const registerCount = 64;
/** HyperLogLog's bias constant for 64 registers. */
const alpha = 0.709;
/** Longer values are kept shortened: a summary is no store of lines. */
const keptLength = 64;

export function emptySlot(): Slot {
  return {
    seen: 0,
    numbers: 0,
    min: 0,
    max: 0,
    top: [],
    registers: undefined,
  };
}

export function addValue(slot: Slot, text: string, count = 1): void {
  slot.seen += count;
  const number = numberOf(text);
  if (number !== undefined) {
    if (slot.numbers === 0 || number < slot.min) slot.min = number;
    if (slot.numbers === 0 || number > slot.max) slot.max = number;
    slot.numbers += count;
  }
  const value = text.length > keptLength ? text.slice(0, keptLength) : text;
  const known = entryOf(slot.top, value);
  if (known) {
    // What is in `top` is in the registers too, if there are any.
    known[1] += count;
    return;
  }
  if (slot.top.length === topSize) slot.registers ??= registersOf(slot);
  pushTop(slot, value, count);
  if (slot.registers) register(slot.registers, hash32(value));
}

/** How many different values were seen: exact up to 8, then within about 13 % (HyperLogLog, 64 registers). */
export function distinct(slot: Slot): number {
  const { registers } = slot;
  if (!registers) return slot.top.length;
  let sum = 0;
  let zeros = 0;
  for (let i = 0; i < registerCount; i++) {
    const r = rankAt(registers, i);
    sum += 2 ** -r;
    if (r === 0) zeros++;
  }
  const raw = (alpha * registerCount * registerCount) / sum;
  const estimate =
    raw <= 2.5 * registerCount && zeros > 0 ? registerCount * Math.log(registerCount / zeros) : raw;
  return Math.min(slot.seen, Math.max(topSize + 1, Math.round(estimate)));
}

/** Adds what another slot saw. */
export function addSlot(slot: Slot, other: Slot): void {
  slot.seen += other.seen;
  if (other.numbers > 0) {
    slot.min = slot.numbers > 0 ? Math.min(slot.min, other.min) : other.min;
    slot.max = slot.numbers > 0 ? Math.max(slot.max, other.max) : other.max;
    slot.numbers += other.numbers;
  }
  if (other.registers || slot.registers) {
    slot.registers ??= registersOf(slot);
    const others = other.registers ?? registersOf(other);
    for (let i = 0; i < registerCount; i++) raise(slot.registers, i, rankAt(others, i));
  }
  for (const [value, count] of other.top) {
    const known = entryOf(slot.top, value);
    if (known) known[1] += count;
    else {
      if (slot.top.length === topSize) slot.registers ??= registersOf(slot);
      pushTop(slot, value, count);
      if (slot.registers) register(slot.registers, hash32(value));
    }
  }
}

function registersOf(slot: Slot): number[] {
  const registers: number[] = new Array(registerCount / 4).fill(0);
  for (const [value] of slot.top) register(registers, hash32(value));
  return registers;
}

function entryOf(top: readonly [string, number][], value: string): [string, number] | undefined {
  for (const entry of top) if (entry[0] === value) return entry;
  return undefined;
}

function pushTop(slot: Slot, value: string, count: number): void {
  const { top } = slot;
  if (top.length < topSize) {
    // A new list has room for what is in it; one that grows has room for sixteen more.
    slot.top = [...top, [value, count]];
    return;
  }
  let least = count;
  for (const entry of top) if (entry[1] < least) least = entry[1];
  for (const entry of top) entry[1] -= least;
  const free = top.findIndex((entry) => entry[1] <= 0);
  if (free >= 0 && count > least) top[free] = [value, count - least];
  else if (free >= 0) top[free] = [value, 1];
}

function register(registers: number[], hash: number): void {
  raise(registers, hash & (registerCount - 1), Math.clz32((hash >>> 6) << 6 || 1) + 1);
}

/** Registers that stand one in a number, as version 1 of the state has them. */
export function packed(ranks: readonly number[]): number[] {
  const registers: number[] = new Array(registerCount / 4).fill(0);
  for (const [i, rank] of ranks.entries()) raise(registers, i, rank);
  return registers;
}

const rankAt = (registers: readonly number[], i: number) =>
  ((registers[i >> 2] as number) >>> (8 * (i & 3))) & 0xff;

function raise(registers: number[], i: number, rank: number): void {
  const before = rankAt(registers, i);
  if (rank > before) registers[i >> 2] = (registers[i >> 2] as number) + (rank - before) * 2 ** (8 * (i & 3));
}

function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Decimal numbers only, quickly; anything else is text. */
function numberOf(text: string): number | undefined {
  if (text.length === 0 || text.length > 24) return undefined;
  const last = text.charCodeAt(text.length - 1);
  if (last < 48 || last > 57) return undefined;
  const value = +text;
  return Number.isFinite(value) ? value : undefined;
}
