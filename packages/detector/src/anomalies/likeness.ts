/*
 * How alike two templates are: Dice's coefficient of their words, each weighed by its letters, variables left
 * out. 1: the same words; 0: none in common.
 */
const wordsOf = (template: string) =>
  template
    .toLowerCase()
    .split(/[^\p{L}\p{N}_]+/u)
    .filter((word) => word.length > 1);

export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const left = new Map<string, number>();
  let total = 0;
  for (const word of wordsOf(a)) {
    left.set(word, (left.get(word) ?? 0) + 1);
    total += word.length;
  }
  let common = 0;
  for (const word of wordsOf(b)) {
    total += word.length;
    const held = left.get(word) ?? 0;
    if (held === 0) continue;
    left.set(word, held - 1);
    common += word.length;
  }
  return total === 0 ? 0 : (2 * common) / total;
}
