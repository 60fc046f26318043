import { closest, distance } from "fastest-levenshtein";
import type { Path } from "./place.ts";

/** The most similar known word, if it is close enough to be a typo. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 100) return undefined;
  const same = known.find((name) => name.toLowerCase() === word.toLowerCase());
  if (same !== undefined) return same;
  const begun = known.find((name) => word.length > 3 && name.toLowerCase().startsWith(word.toLowerCase()));
  const mixed = known.find((name) => letters(name) === letters(word));
  if (begun !== undefined || mixed !== undefined) return begun ?? mixed;
  const near = closest(word, known as string[]);
  return differences(word, near) <= Math.max(1, Math.floor(word.length / 3)) ? near : undefined;
}

/** Words with the same letters are probably swapped letters: `prot` for `port`. */
const letters = (word: string) => Array.from(word.toLowerCase()).sort().join("");

/** How many letters two words differ in, whatever their case. */
export const differences = (a: string, b: string) => distance(a.toLowerCase(), b.toLowerCase());

/** A value as it is shown in a message: one line, at most 80 characters. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing (null)";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return short(text);
}

/** At most 80 characters of one line, with control characters written out. */
export function short(text: string): string {
  if (text.length <= 80 && /^[ -~]*$/.test(text)) return text;
  const line = Array.from(text.slice(0, 200), printable).join("");
  return line.length > 80 || text.length > 200 ? `${line.slice(0, 77)}...` : line;
}

function printable(character: string): string {
  if (character === "\n") return "\\n";
  return /\p{Cc}|\p{Cs}/u.test(character)
    ? `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, "0")}`
    : character;
}

/** A path as it is written in messages: `hosts.ocean.sources.nginx.paths[0]`. */
export function pathText(path: Path): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? short(step) : `.${short(step)}`))
    .join("");
}

/** The value at a path, own keys only. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
