import { textOf } from "./text.ts";

/** Moves each line but the first to the right; empty lines stay empty. */
export function indent(value: unknown, width = 4, first = false): string {
  const space = " ".repeat(width);
  return textOf(value, "indent")
    .split("\n")
    .map((line, i) => (line === "" || (i === 0 && first !== true) ? line : space + line))
    .join("\n");
}
