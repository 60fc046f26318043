import { textOf } from "./text.ts";

/** A text as one word of a POSIX shell; plain words stay as they are. */
export function shellQuote(value: unknown): string {
  const text = textOf(value, "shellQuote");
  if (text.includes("\0")) throw new TypeError("shellQuote: no shell word can hold a zero byte.");
  return /^[\w/.:@+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
