import { compileRegex } from "../regex/compile.ts";

/** Up to this many texts are searched for one by one. */
const few = 3;

/** Whether a line contains one of the texts or matches one of the expressions. */
export function condition(
  texts: readonly string[] = [],
  matches: readonly string[] = [],
): (line: string) => boolean {
  const contains = containsAny(texts);
  if (matches.length === 0) return contains;
  // One expression for all: a choice costs JavaScript's engine nothing, other than Go's.
  const regex = compileRegex(matches.length === 1 ? (matches[0] as string) : `(?:${matches.join(")|(?:")})`);
  return texts.length === 0 ? (line) => regex.test(line) : (line) => contains(line) || regex.test(line);
}

function containsAny(texts: readonly string[]): (line: string) => boolean {
  const [only] = texts;
  if (only !== undefined && texts.length === 1) return (line) => line.includes(only);
  const isAscii = texts.every((text) => /^[\0-\x7f]+$/.test(text));
  if (texts.length <= few || !isAscii) return (line) => texts.some((text) => line.includes(text));
  return automaton(texts);
}

/**
 * All texts in one pass over the line (Aho and Corasick, 1975): a hundred texts cost as much as one. State 0 is
 * the start, -1 in the table says that a text has been found.
 */
function automaton(texts: readonly string[]): (line: string) => boolean {
  const width = 128;
  const children: Map<number, number>[] = [new Map()];
  const ends: boolean[] = [false];
  for (const text of texts) {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      let next = children[state]?.get(code);
      if (next === undefined) {
        next = children.push(new Map()) - 1;
        ends.push(false);
        children[state]?.set(code, next);
      }
      state = next;
    }
    ends[state] = true;
  }
  const table = new Int32Array(children.length * width);
  const fallback = new Int32Array(children.length);
  const queue = [0];
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] as number;
    const back = fallback[state] as number;
    if (state !== 0 && ends[back]) ends[state] = true;
    for (let code = 0; code < width; code++) {
      const child = children[state]?.get(code);
      const inherited = state === 0 ? 0 : (table[back * width + code] as number);
      if (child === undefined) {
        table[state * width + code] = inherited;
        continue;
      }
      table[state * width + code] = child;
      fallback[child] = inherited;
      queue.push(child);
    }
  }
  for (let i = 0; i < table.length; i++) if (ends[table[i] as number]) table[i] = -1;
  return (line) => {
    let state = 0;
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      state = code < width ? (table[state * width + code] as number) : 0;
      if (state < 0) return true;
    }
    return false;
  };
}
