import { textOf } from "./text.ts";

const short: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" };

/** A text as an interpreted Go string, quotes included; Go refuses a byte order mark in its source. */
function goString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped here
  const escaped = text.replace(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, (character) => {
    return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

/** A text as a string of Alloy's configuration, quotes included. */
export const alloyString = (value: unknown) => goString(textOf(value, "alloyString"));

/** A text as a string of LogQL, quotes included: in backticks where that saves backslashes. */
export function logqlString(value: unknown): string {
  const text = textOf(value, "logqlString");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: raw strings lose \r and hide the others
  const raw = /["\\]/.test(text) && !/[`\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text);
  return raw ? `\`${text}\`` : goString(text);
}

/** A pattern for Go's regexp that matches the text and nothing else, as regexp.QuoteMeta. */
export const goRegex = (value: unknown) => textOf(value, "goRegex").replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
