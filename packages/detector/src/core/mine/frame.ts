/** What is found by the keys of its places. */
interface Keyed {
  keys: readonly number[];
}

/**
 * Lines of one structure: the same marks between the same number of places. Its patterns are found by the
 * keys of their first two places, so that a structure shared by very many stays quick.
 */
export class Frame<Pattern extends Keyed> {
  readonly gaps: readonly string[];
  readonly patterns: Set<Pattern> = new Set();
  /** Patterns made since patterns of this frame were last compared with each other. */
  fresh = 0;
  /** Whether a signature came since the last full refinement. */
  dirty = false;
  private readonly heads: Map<number, Pattern[]> = new Map();
  /** Of a large structure: patterns by keys of other places, so that those that differ in the first meet too. */
  private others: Map<number, Pattern[]> | undefined;

  constructor(gaps: readonly string[]) {
    this.gaps = gaps;
  }

  add(pattern: Pattern): void {
    this.patterns.add(pattern);
    put(this.heads, headOf(pattern.keys[0], pattern.keys[1]), pattern);
    if (this.others) for (const key of otherKeys(pattern.keys)) put(this.others, key, pattern);
  }

  delete(pattern: Pattern): void {
    this.patterns.delete(pattern);
    drop(this.heads, headOf(pattern.keys[0], pattern.keys[1]), pattern);
    if (this.others) for (const key of otherKeys(pattern.keys)) drop(this.others, key, pattern);
  }

  /** The pattern that a line with these keys belongs to as it is: the one with the most constants. */
  find(keys: readonly number[]): Pattern | undefined {
    const [a, b] = keys;
    let best: Pattern | undefined;
    let most = -1;
    const look = (head: number) => {
      for (const pattern of this.heads.get(head) ?? []) {
        const constants = constantsMatched(pattern.keys, keys);
        if (constants > most) {
          most = constants;
          best = pattern;
        }
      }
    };
    look(headOf(a, b));
    if (b) look(headOf(a, 0));
    if (a) look(headOf(0, b));
    if (a && b) look(headOf(0, 0));
    return best;
  }

  /** The patterns that one with these keys may be compared with, at most some times `limit`. */
  near(keys: readonly number[], limit: number): Pattern[] {
    if (this.patterns.size <= limit) return [...this.patterns];
    if (!this.others) {
      this.others = new Map();
      for (const pattern of this.patterns)
        for (const key of otherKeys(pattern.keys)) put(this.others, key, pattern);
    }
    const near = new Set((this.heads.get(headOf(keys[0], keys[1])) ?? []).slice(-limit));
    for (const key of otherKeys(keys))
      for (const pattern of (this.others.get(key) ?? []).slice(-limit)) near.add(pattern);
    return [...near];
  }
}

function put<Pattern>(map: Map<number, Pattern[]>, key: number, pattern: Pattern): void {
  const list = map.get(key);
  if (list) list.push(pattern);
  else map.set(key, [pattern]);
}

function drop<Pattern>(map: Map<number, Pattern[]>, key: number, pattern: Pattern): void {
  const list = map.get(key) as Pattern[];
  if (list.length === 1) map.delete(key);
  else list.splice(list.indexOf(pattern), 1);
}

/** Keys of other places than the first two: whatever the place, of two patterns that differ there alone one is equal. */
function otherKeys(keys: readonly number[]): number[] {
  const [a, b, c] = keys;
  const n = keys.length;
  if (n === 2) return [headOf(a, 2), headOf(b, 3)];
  if (n === 3) return [headOf(b, c), headOf(a, c) ^ 5];
  return n > 3 ? [headOf(keys[n - 2], keys[n - 1])] : [];
}

const headOf = (a = 1, b = 1) => (Math.imul(a, 0x01000193) ^ b) | 0;

/** How many constants of a pattern the keys have; -1 if they lack one. */
function constantsMatched(own: readonly number[], keys: readonly number[]): number {
  let constants = 0;
  for (let i = 0; i < own.length; i++) {
    if (own[i] === 0) continue;
    if (own[i] !== keys[i]) return -1;
    constants++;
  }
  return constants;
}
