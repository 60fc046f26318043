/** A parsed RE2 expression. Ranges are inclusive pairs of code points: [from, to, from, to, …]. */
export type Node =
  | { type: "empty" }
  | {
      type: "set";
      ranges: number[];
      fold: boolean /** A class by a Unicode property, as JavaScript writes it. */;
      js?: string;
    }
  | { type: "assert"; kind: "line-start" | "line-end" | "text-start" | "text-end" | "word" | "not-word" }
  | { type: "cat"; items: Node[] }
  | { type: "alt"; items: Node[] }
  | { type: "group"; capture: number | undefined; item: Node }
  | { type: "repeat"; min: number; max: number; greedy: boolean; item: Node };

export interface Parsed {
  node: Node;
  /** Names of the capture groups by number; "" where one has no name. The first, of the whole match, is "". */
  names: string[];
}

export const maxCodePoint = 0x10ffff;

/** Sorted ranges without overlap. */
export function tidy(ranges: readonly number[]): number[] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] as number, ranges[i + 1] as number]);
  pairs.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [from, to] of pairs) {
    const last = out.length - 1;
    if (last > 0 && from <= (out[last] as number) + 1) out[last] = Math.max(out[last] as number, to);
    else out.push(from, to);
  }
  return out;
}

export function complement(ranges: readonly number[]): number[] {
  const out: number[] = [];
  let next = 0;
  const sorted = tidy(ranges);
  for (let i = 0; i < sorted.length; i += 2) {
    if ((sorted[i] as number) > next) out.push(next, (sorted[i] as number) - 1);
    next = (sorted[i + 1] as number) + 1;
  }
  if (next <= maxCodePoint) out.push(next, maxCodePoint);
  return out;
}

export function overlaps(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i += 2)
    for (let j = 0; j < b.length; j += 2)
      if ((a[i] as number) <= (b[j + 1] as number) && (b[j] as number) <= (a[i + 1] as number)) return true;
  return false;
}
