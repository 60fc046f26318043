import { wildcard } from "./cells.ts";
import { isUnit } from "./evidence.ts";
import { Kind } from "./scan.ts";

/** One mined template with what was seen of it. */
export interface Pattern {
  /** From 1; stable across restarts, never used again. */
  id: number;
  /** What stands before, between and after the places. */
  gaps: readonly string[];
  /** One a place; 0 is a variable. */
  keys: Int32Array;
  /** The constant at a place, as first seen. */
  texts: string[];
  /** What the template shows where the place is a variable. */
  shapes: string[];
  /** Whether the digits of a constant with digits (`eth0`) were seen to differ. */
  varies: boolean[];
  kinds: Uint8Array;
  count: number;
  first: number;
  last: number;
}

/** `eth0`, `ssh2`, `jk2_init`: a name with a short number that never changed. */
const nameWithNumber = /^[^0-9]*[A-Za-z][^0-9]*\d{1,2}(?:[^0-9].*)?$/;

/** Names of users that are values wherever they stand (Khan et al., ICSE 2022, rule "user strings"). */
const users = new Set(["root", "admin"]);

/** Whether a place's values differ, or would. */
export function isVariable(pattern: Pattern, place: number): boolean {
  return (
    pattern.keys[place] === 0 ||
    (pattern.kinds[place] === Kind.mixed &&
      (pattern.varies[place] === true || !nameWithNumber.test(pattern.texts[place] as string)))
  );
}

/** The pattern as text, with `<*>` for what varies. */
export function templateOf(pattern: Pattern): string {
  const { gaps, keys, texts, shapes } = pattern;
  let text = gaps[0] as string;
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] === 0) {
      // `384.0 B` and `2.1 KB` differ in their unit too: it is part of the value.
      if (i > 0 && keys[i - 1] === 0 && gaps[i] === " " && isUnit(texts[i] as string))
        text = text.slice(0, -1);
      else text += shapes[i];
    } else if (isVariable(pattern, i)) text += wildcard;
    else text += users.has(texts[i] as string) ? wildcard : texts[i];
    text += gaps[i + 1];
  }
  return text;
}
