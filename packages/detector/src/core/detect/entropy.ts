import { maxSurprise } from "./tail.ts";

/*
 * Entropy of what a line is made of, and of what a stream is made of.
 *
 * A token is a run of letters, digits and `+`. Its strength in bits is length × Shannon entropy of its
 * characters, weighed by how often neighbours change their class (lower, upper, digit) and by how many
 * classes it mixes: words, paths, hexadecimal ids and UUIDs hardly do, keys and passwords do.
 * The line's figure is its strongest token; a stream remembers how strong its tokens usually are.
 */
/** Bits of a weak password. */
const weakest = 40;
const breaks = /[^A-Za-z0-9+]+/;
/** Digests, and ids of containers, commits and traces: no secret, unless the line calls it one. */
const hexadecimal = /^(?:[0-9a-f]+|[0-9A-F]+)$/;
const idShare = 0.2;

/** Bits of the strongest token of a text, and the token; 0 and "" if it has none of 12 characters. */
export function strongestToken(text: string): { bits: number; token: string } {
  let best = { bits: 0, token: "" };
  for (const token of text.slice(0, 4096).split(breaks)) {
    if (token.length < 12 || token.length > 256) continue;
    let bits = tokenBits(token);
    if (bits > best.bits && hexadecimal.test(token)) bits *= idShare;
    if (bits > best.bits) best = { bits, token };
  }
  return best;
}

const classOf = (unit: number) =>
  unit >= 97 && unit <= 122 ? 0 : unit >= 65 && unit <= 90 ? 1 : unit >= 48 && unit <= 57 ? 2 : 3;

function tokenBits(token: string): number {
  const counts = new Map<number, number>();
  let [changes, classes] = [0, 0];
  let before = -1;
  for (let i = 0; i < token.length; i++) {
    const unit = token.charCodeAt(i);
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
    const now = classOf(unit);
    if (now !== 3) classes |= 1 << now;
    if (before !== -1 && now !== before && now !== 3 && before !== 3) changes++;
    before = now;
  }
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / token.length) * Math.log2(count / token.length);
  const mix = Math.min(1, changes / (token.length - 1) / 0.25);
  // Two classes alone are what hexadecimal ids have; all three are rare outside keys and passwords.
  const kinds = classes === 7 ? 1 : classes === 5 || classes === 6 ? 0.5 : 0.2;
  return token.length * entropy * mix * kinds;
}

/** How strong the tokens of a stream's lines are: slowly forgetting mean and deviation, and the strongest. */
export interface Strength {
  lines: number;
  mean: number;
  deviation: number;
  strongest: number;
  /** Strong tokens behind a word such as `password`. */
  named: number;
}

export const newStrength = (): Strength => ({ lines: 0, mean: 0, deviation: 0, strongest: 0, named: 0 });

export function learnStrength(s: Strength, bits: number): void {
  s.lines++;
  const rate = 1 / Math.min(s.lines, 500);
  s.deviation += (Math.abs(bits - s.mean) - s.deviation) * rate;
  s.mean += (bits - s.mean) * rate;
  s.strongest = Math.max(bits, s.strongest * 0.9999);
}

/** How surprising a token of so many bits is in this stream; 0 if it is weak. */
export function strengthSurprise(s: Strength, bits: number): number {
  if (bits < weakest || s.lines < 20 || bits <= s.strongest * 1.05) return 0;
  const away = (bits - s.mean) / (1.25 * s.deviation + 8);
  return Math.min(maxSurprise, Math.log10(s.lines + 1) + Math.max(0, away) / 2);
}

/** What secrets are called, and where an address holds one: `user:secret@host`. */
const named =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|bearer|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?(?: is | was )?[\s:="']{1,3}([A-Za-z0-9+/_.~-]{8,256})|:\/\/[^\s:@/]{1,64}:([^\s:@/]{8,256})@/gi;

/** The strongest token that is called a secret; 0 bits if there is none, or if it is no stronger than a word. */
export function namedToken(text: string): { bits: number; token: string } {
  let best = { bits: 0, token: "" };
  for (const [, behind, inside] of text.slice(0, 4096).matchAll(named)) {
    for (const token of (behind ?? inside ?? "").split(breaks)) {
      if (token.length < 8) continue;
      const bits = tokenBits(token);
      if (bits > best.bits) best = { bits, token };
    }
  }
  return best.bits >= weakest ? best : { bits: 0, token: "" };
}

/** How surprising a strong token that is called a secret is: the first in a stream most. */
export function namedSurprise(s: Strength): number {
  return Math.max(0, 5.5 - 2 * Math.log10(1 + s.named * 3));
}

/** Shannon entropy in bits of a window's patterns. */
export function entropyOf(counts: Iterable<number>): { bits: number; lines: number } {
  let [lines, sum] = [0, 0];
  for (const n of counts) {
    lines += n;
    sum += n * Math.log2(n);
  }
  return { bits: lines === 0 ? 0 : Math.log2(lines) - sum / lines, lines };
}
