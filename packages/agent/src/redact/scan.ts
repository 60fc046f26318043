/*
 * Finds which of many texts are in a line with one look at each character (Aho and Corasick, "Efficient string
 * matching", 1975).
 */

export interface Scanner {
  /** Marks what the line contains: `found[i]` becomes `mark` for the i-th text. True where there is any. */
  scan(line: string, found: Uint32Array, mark: number): boolean;
}

/** The texts have ASCII characters only. */
export function scannerOf(texts: readonly string[]): Scanner {
  const classes = new Uint8Array(65536);
  let width = 1;
  for (const text of texts)
    for (const char of text) if (classes[char.charCodeAt(0)] === 0) classes[char.charCodeAt(0)] = width++;

  const next: number[][] = [new Array(width).fill(-1)];
  const ends: number[][] = [[]];
  texts.forEach((text, id) => {
    let state = 0;
    for (const char of text) {
      const c = classes[char.charCodeAt(0)] as number;
      const row = next[state] as number[];
      if (row[c] === -1) {
        row[c] = next.length;
        next.push(new Array(width).fill(-1));
        ends.push([]);
      }
      state = row[c] as number;
    }
    (ends[state] as number[]).push(id);
  });

  // Breadth first: where a text does not go on, the longest one goes on that the characters so far end with.
  const fallback = new Array(next.length).fill(0);
  const queue: number[] = [];
  for (let c = 0; c < width; c++) {
    const to = (next[0] as number[])[c] as number;
    if (to === -1) (next[0] as number[])[c] = 0;
    else queue.push(to);
  }
  for (const state of queue) {
    (ends[state] as number[]).push(...(ends[fallback[state]] as number[]));
    for (let c = 0; c < width; c++) {
      const to = (next[state] as number[])[c] as number;
      const other = (next[fallback[state]] as number[])[c] as number;
      if (to === -1) (next[state] as number[])[c] = other;
      else {
        fallback[to] = other;
        queue.push(to);
      }
    }
  }

  // States are kept multiplied by the width, and those that end a text are above `plain`.
  const order = [...next.keys()].sort(
    (a, b) =>
      Number(a !== 0) - Number(b !== 0) || (ends[a] as number[]).length - (ends[b] as number[]).length,
  );
  const position = new Array(next.length);
  order.forEach((state, i) => {
    position[state] = i * width;
  });
  const table = new Uint16Array(next.length * width);
  if (next.length * width > 65535) throw new Error("too many texts for one scanner");
  order.forEach((state, i) => {
    for (let c = 0; c < width; c++) table[i * width + c] = position[(next[state] as number[])[c] as number];
  });
  const plain = order.filter((state) => (ends[state] as number[]).length === 0).length * width;
  const endsAt = order.map((state) => Uint16Array.from(ends[state] as number[]));

  return {
    scan(line, found, mark) {
      let state = 0;
      let any = false;
      for (let i = 0; i < line.length; i++) {
        state = table[state + (classes[line.charCodeAt(i)] as number)] as number;
        if (state >= plain) {
          any = true;
          for (const id of endsAt[state / width] as Uint16Array) found[id] = mark;
        }
      }
      return any;
    },
  };
}
