import { Class, classOf, hashWord, prime, seed } from "./bytes.ts";

/** What a word is, as far as its bytes tell. Everything but `word` and `mixed` is a variable at once. */
export const Kind = {
  word: 0,
  /** Digits with marks but no letters: `42`, `-1.5`, `10.0.0.1`, `2015/10/18`, `50%`. */
  number: 1,
  /** `0x7f`, `dead-beef-01`: hexadecimal letters and at least one digit. */
  hex: 2,
  /** Starts with `/` or `\`. */
  path: 3,
  /** Digits and letters alternate often: session tokens, package names with versions. */
  id: 4,
  /** Letters and digits: `eth0`, `blk_42`; what is compared is the word with its digits collapsed. */
  mixed: 5,
  /** `true`, `false`, `null`. */
  value: 6,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** Words of a line beyond this many are not looked at: the line's tail is one variable. */
export const maxWords = 160;

const escapeByte = 0x1b;
const slash = 0x2f;
const backslash = 0x5c;
const dot = 0x2e;
const zero = 0x30;
const minus = 0x2d;
const underscore = 0x5f;
const colon = 0x3a;

const valueWords = ["true", "false", "null"];
const values = new Set(
  valueWords.flatMap((w) => [w, w.toUpperCase(), `${w[0]?.toUpperCase()}${w.slice(1)}`]).map(hashWord),
);
const valueFilter = new Uint8Array(256);
for (const hash of values) valueFilter[hash & 255] = 1;

/** Sets of byte classes: those of words, and of words as long as they have no digit. */
const wordStart = (1 << Class.letter) | (1 << Class.hexLetter) | (1 << Class.inWord);
const inWord = wordStart | (1 << Class.digit);
const digitOnly = 1 << Class.digit;
const plainNumbers = new Set(
  ["0.", "-0", "+0", "0.0", "-0.0", "+0.0", "0.0.0", "0.0.0.0", "0.0.0.0.", "0.0."].map(hashWord),
);
const kindHash = [0, 0x1f3d5b79, 0x1f3d5b79, 0x2b4d6f81, 0x5d7f9ba3, 0, 0x6e8fb1c5];

/**
 * One pass over a line's bytes: where its words are, of what kind each is, and the line's signature, which
 * is the same for lines that differ in their obvious variables only. No allocation, no regular expression.
 */
export class Scanner {
  words = 0;
  readonly starts: Int32Array = new Int32Array(maxWords);
  readonly ends: Int32Array = new Int32Array(maxWords);
  readonly kinds: Uint8Array = new Uint8Array(maxWords);
  /** Of the word with its digits collapsed; equal words have equal hashes. */
  readonly hashes: Int32Array = new Int32Array(maxWords);
  /** Of the very bytes. */
  readonly exact: Int32Array = new Int32Array(maxWords);
  /** The line's signature, 64 bits in two halves. */
  low = 0;
  high = 0;
  /** Of the very bytes of all words of kind `mixed`. */
  mixed = 0;
  /** Whether words beyond `maxWords` were left out. */
  cut = false;

  scan(bytes: Uint8Array, from: number, to: number): void {
    const { starts, ends, kinds, hashes, exact } = this;
    let low = seed;
    let high = 0x2545f491;
    let mixedHash = 0;
    let n = 0;
    let space = 0;
    let i = from;
    this.cut = false;
    while (i < to) {
      const first = bytes[i] as number;
      const firstClass = classOf[first] as number;
      if (firstClass === Class.space) {
        i = first === escapeByte ? afterEscape(bytes, i, to) : i + 1;
        space = 1;
        continue;
      }
      if (firstClass === Class.delimiter) {
        low = Math.imul(low ^ (first + (space << 8)), prime);
        high = Math.imul(high + first + (space << 8), 0x9e3779b1);
        high ^= high >>> 15;
        space = 0;
        i++;
        continue;
      }
      const start = i;
      let full = seed;
      let before = seed;
      let seen = 0;
      let runs = 0;
      let byte = first;
      let byteClass = firstClass;
      // Most words have no digit: one hash will do until there is one.
      while ((wordStart >> byteClass) & 1) {
        before = full;
        full = Math.imul(full ^ byte, prime);
        seen |= 1 << byteClass;
        if (++i >= to) break;
        byte = bytes[i] as number;
        byteClass = classOf[byte] as number;
      }
      let collapsed = full;
      if (i < to && byteClass === Class.digit) {
        // The sign of a number that is joined by `_`, as in `blk_-42`, counts as a digit.
        if (i - start > 1 && (bytes[i - 1] as number) === minus && (bytes[i - 2] as number) === underscore)
          collapsed = before;
        let inDigits = false;
        do {
          full = Math.imul(full ^ byte, prime);
          if (byteClass === Class.digit) {
            if (!inDigits) {
              collapsed = Math.imul(collapsed ^ zero, prime);
              inDigits = true;
              runs++;
            }
          } else {
            if (byte !== minus || (bytes[i - 1] as number) !== underscore)
              collapsed = Math.imul(collapsed ^ byte, prime);
            inDigits = false;
          }
          seen |= 1 << byteClass;
          if (++i >= to) break;
          byte = bytes[i] as number;
          byteClass = classOf[byte] as number;
        } while ((inWord >> byteClass) & 1);
      }

      let kind: number = Kind.word;
      let end = i;
      let tail = 0;
      if ((seen & letters) === 0 && runs === 0) {
        // Marks alone, such as `-` or `***`, are structure.
        low = Math.imul(low ^ (collapsed + space), prime);
        high = Math.imul(high + collapsed + space, 0x9e3779b1);
        high ^= high >>> 15;
        space = 0;
        continue;
      }
      if ((first === slash || first === backslash) && i - start > 1) kind = Kind.path;
      else if (runs === 0) {
        if ((valueFilter[collapsed & 255] as number) !== 0 && values.has(collapsed)) kind = Kind.value;
      } else kind = digitKind(bytes, start, i, seen, runs);
      if (
        (seen & notHex) === 0 &&
        i - start <= 4 &&
        kind !== Kind.number &&
        inColonGroups(bytes, from, start, i, to)
      )
        kind = Kind.hex;
      if (kind !== Kind.word && kind !== Kind.value && runs !== 0) {
        // A full stop that ends a sentence is no part of the value before it.
        while (end > start + 1 && (bytes[end - 1] as number) === dot) {
          end--;
          tail = 1;
        }
      }
      if (kind === Kind.mixed) {
        mixedHash = Math.imul(mixedHash ^ full, prime);
      } else if (kind === Kind.number) {
        // `2015/10/18` and `7` have different forms; `7`, `-7` and `1.5` have not.
        if (seen !== digitOnly && !plainNumbers.has(collapsed)) collapsed ^= kindHash[kind] as number;
        else collapsed = kindHash[kind] as number;
      } else if (kind !== Kind.word) collapsed = kindHash[kind] as number;
      low = Math.imul(low ^ (collapsed + space + (tail << 4)), prime);
      low ^= low >>> 13;
      high = Math.imul(high + collapsed + space + (tail << 4), 0x9e3779b1);
      high ^= high >>> 15;
      space = 0;
      if (n === maxWords) {
        this.cut = true;
        break;
      }
      starts[n] = start;
      ends[n] = end;
      kinds[n] = kind;
      hashes[n] = collapsed;
      exact[n] = full;
      n++;
    }
    this.words = n;
    this.low = low;
    this.high = high;
    this.mixed = mixedHash;
  }
}

const letters = (1 << Class.letter) | (1 << Class.hexLetter);

const notHex = ~((1 << Class.hexLetter) | (1 << Class.digit));

/** Whether a short word is a part of a MAC or IPv6 address: `aa:bb:cc`, `fe80::1:2`. */
function inColonGroups(bytes: Uint8Array, from: number, start: number, end: number, to: number): boolean {
  const before = start > from && (bytes[start - 1] as number) === colon;
  const after = end < to && (bytes[end] as number) === colon;
  if (!before && !after) return false;
  let groups = 1;
  for (let i = end, width = 0; i < to && groups < 3; i++) {
    const byte = bytes[i] as number;
    const c = classOf[byte] as number;
    if (byte === colon) {
      groups++;
      width = 0;
    } else if ((c !== Class.digit && c !== Class.hexLetter) || ++width > 4) {
      if (width === 0) groups--;
      else if (width > 0 && c !== Class.space && c !== Class.delimiter && width <= 4) return false;
      break;
    }
  }
  for (let i = start - 1, width = 0; i >= from && groups < 3; i--) {
    const byte = bytes[i] as number;
    const c = classOf[byte] as number;
    if (byte === colon) {
      groups++;
      width = 0;
    } else if ((c !== Class.digit && c !== Class.hexLetter) || ++width > 4) break;
  }
  return groups >= 3;
}

/** The kind of a word with at least one digit. */
function digitKind(bytes: Uint8Array, start: number, end: number, seen: number, runs: number): Kind {
  if ((seen & letters) === 0) return Kind.number;
  let at = start;
  while (at < end && classOf[bytes[at] as number] === Class.inWord) at++;
  if (at > start && end - at > 1 && (seen & (1 << Class.letter)) === 0 && end - at >= 4) return Kind.hex;
  if ((bytes[at] as number) === zero && ((bytes[at + 1] as number) | 0x20) === 0x78 && end - at > 2) {
    for (let i = at + 2; i < end; i++) {
      const c = classOf[bytes[i] as number] as number;
      if (c !== Class.digit && c !== Class.hexLetter && c !== Class.inWord) return Kind.mixed;
    }
    return Kind.hex;
  }
  if ((seen & (1 << Class.letter)) === 0 && end - start >= 4) return Kind.hex;
  return runs >= 4 ? Kind.id : Kind.mixed;
}

/** Skips a terminal's escape sequence (ECMA-48: `ESC [ parameters letter`); it says nothing of the line. */
function afterEscape(bytes: Uint8Array, at: number, to: number): number {
  let i = at + 1;
  if (i >= to || (bytes[i] as number) !== 0x5b) return i;
  i++;
  while (i < to && (bytes[i] as number) >= 0x20 && (bytes[i] as number) < 0x40) i++;
  return Math.min(i + 1, to);
}
