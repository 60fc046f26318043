import { wildcard } from "./cells.ts";
import { isUnit } from "./evidence.ts";
import type { Frame } from "./frame.ts";
import { Kind } from "./scan.ts";
import type { Slot } from "./slot.ts";

/** One mined template with what was seen of it. */
export interface Pattern {
  /** From 1; stable across restarts, never used again. */
  id: number;
  frame: Frame<Pattern>;
  /** One a place; 0 is a variable. */
  keys: number[];
  /** What stood at each place, as first seen. */
  texts: string[];
  /** What the template shows where the place is a variable. */
  shapes: string[];
  kinds: number[];
  /** Whether the digits of a constant with digits (`eth0`) were seen to differ. */
  varies: boolean[];
  /** Lines. */
  count: number;
  /** Milliseconds since 1970 of the first and the last line. */
  first: number;
  last: number;
  /** What is known of the variables, by place. */
  slots: (Slot | undefined)[];
  /** The count from which the next line's values are looked at. */
  sampleAt: number;
  /** The pattern that took this one's lines, once merged. */
  into: Pattern | undefined;
  /** Its signatures that are in memory. */
  leaves: Leaf[];
  /** The number of the line that was the last. */
  seen: number;
}

/** Lines with one signature. */
export interface Leaf {
  /** From 0 in order of appearance; never used again. */
  id: number;
  low: number;
  high: number;
  pattern: Pattern;
  keys: number[];
  texts: string[];
  shapes: string[];
  kinds: number[];
  /** The words of a line that make up each place: from, to, from, to, … */
  spans: number[];
  /** Words with letters and digits that never changed yet: index of the word, hash of its bytes, place. */
  mixed: number[];
  count: number;
  /** Its place in its pattern's list. */
  at: number;
  /** The number of the line that had it last. */
  seen: number;
}

/** `eth0`, `ssh2`, `jk2_init`: a name with a short number. */
const nameWithNumber = /^[^0-9]*[A-Za-z][^0-9]*\d{1,2}(?:[^0-9].*)?$/;

/** Names of users that are values wherever they stand (Khan et al., ICSE 2022, rule "user strings"). */
const users = new Set(["root", "admin"]);

/** Whether the values at a place differ, or would with more lines. */
export function isVariable(pattern: Pattern, place: number): boolean {
  if (pattern.keys[place] === 0) return true;
  const text = pattern.texts[place] as string;
  if (pattern.kinds[place] === Kind.mixed)
    return pattern.varies[place] === true || !nameWithNumber.test(text);
  return users.has(text);
}

/** The pattern as text, with `<*>` for what varies. */
export function templateOf(pattern: Pattern): string {
  const { keys, texts, shapes } = pattern;
  const { gaps } = pattern.frame;
  let text = gaps[0] as string;
  for (let i = 0; i < keys.length; i++) {
    if (!isVariable(pattern, i)) text += texts[i];
    else if (keys[i] !== 0) text += wildcard;
    // `384.0 B` and `2.1 KB` differ in their unit too: it is part of the value.
    else if (i > 0 && keys[i - 1] === 0 && gaps[i] === " " && isUnit(texts[i] as string))
      text = text.slice(0, -1);
    else text += shapes[i];
    text += gaps[i + 1];
  }
  return text;
}

/** Takes over how a leaf's (or another pattern's) values look. */
export function widen(pattern: Pattern, other: Pick<Leaf, "texts" | "shapes">): void {
  for (let i = 0; i < pattern.keys.length; i++) {
    if (pattern.shapes[i] !== other.shapes[i] && pattern.shapes[i] !== wildcard)
      pattern.shapes = pattern.shapes.with(i, wildcard);
    if (pattern.keys[i] !== 0 && pattern.texts[i] !== other.texts[i]) setVaries(pattern, i);
  }
}

/** Notes that a constant's digits differ. Lists are shared between patterns until they change. */
export function setVaries(pattern: Pattern, place: number): void {
  if (!pattern.varies[place]) pattern.varies = pattern.varies.with(place, true);
}

/** The pattern that now has the lines of this one. */
export function current(pattern: Pattern): Pattern {
  let p = pattern;
  while (p.into) p = p.into;
  return p;
}
