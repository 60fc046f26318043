/** Levenshtein distance of two short strings, or `limit + 1` as soon as it is known to be greater. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [from, endA, endB] = [0, a.length, b.length];
  while (from < endA && from < endB && a[from] === b[from]) from++;
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const [left, right] = [a.slice(from, endA), b.slice(from, endB)];
  if (left.length === 0 || right.length === 0) return Math.max(left.length, right.length);
  let row = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= right.length; j++) {
      const change = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const cell = Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1);
      next.push(cell);
      least = Math.min(least, cell);
    }
    if (least > limit) return limit + 1;
    row = next;
  }
  return Math.min(row[right.length] as number, limit + 1);
}

const letters = /\p{L}/gu;
const digits = /\d/g;
/** Addresses and ids: near to each other by chance. */
const idLike = (text: string) => 2 * (text.match(digits)?.length ?? 0) > (text.match(letters)?.length ?? 0);

/**
 * Whether `rare` looks like a slip or an imitation of `known`: near, long enough that nearness means
 * something, and differing in letters, because numbers differ all the time.
 */
export function nearMiss(rare: string, known: string, limit: number): boolean {
  if (rare === known || Math.min(rare.length, known.length) < 5 || rare.length > 200) return false;
  if (rare.toLowerCase() === known.toLowerCase()) return false;
  if (idLike(rare)) return false;
  const near = editDistance(rare, known, Math.min(limit, Math.floor(known.length / 4)));
  if (near > Math.min(limit, Math.floor(known.length / 4))) return false;
  return rare.replace(/\d+/g, "0") !== known.replace(/\d+/g, "0") && (rare.match(letters)?.length ?? 0) >= 4;
}
