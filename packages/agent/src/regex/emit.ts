import { maxCodePoint, type Node } from "./node.ts";
import { charText, classText } from "./parse.ts";

/** The same expression for JavaScript (flags `u`, or none where every character is one unit, never `m` or `s`). */
export function emit(node: Node, foldAll: boolean): string {
  switch (node.type) {
    case "empty":
      return "(?:)";
    case "set":
      return set(node, foldAll);
    case "assert":
      return asserts[node.kind];
    case "cat":
      return node.items
        .map((item) => (item.type === "alt" ? `(?:${emit(item, foldAll)})` : emit(item, foldAll)))
        .join("");
    case "alt":
      return node.items.map((item) => emit(item, foldAll)).join("|");
    case "group":
      return `(${node.capture === undefined ? "?:" : ""}${emit(node.item, foldAll)})`;
    case "repeat": {
      const body = emit(node.item, foldAll);
      // JavaScript refuses to repeat an assertion, and reads ** and *? differently.
      const single = node.item.type === "set" || node.item.type === "group";
      return `${single ? body : `(?:${body})`}${bounds(node)}${node.greedy ? "" : "?"}`;
    }
  }
}

const asserts = {
  // JavaScript's own m flag also stops at \r and at Unicode's separators.
  "line-start": "(?<![^\\n])",
  "line-end": "(?![^\\n])",
  "text-start": "^",
  "text-end": "$",
  word: "\\b",
  "not-word": "\\B",
};

function set(node: Extract<Node, { type: "set" }>, foldAll: boolean): string {
  const text = node.js ?? plain(node.ranges);
  return node.fold && !foldAll ? `(?i:${text})` : text;
}

function plain(ranges: readonly number[]): string {
  if (ranges.length === 2 && ranges[0] === ranges[1]) return charText(ranges[0] as number);
  if (ranges.length === 2 && ranges[0] === 0 && ranges[1] === maxCodePoint) return "[^]";
  // A set that reaches to the end of Unicode is shorter, and faster, turned round.
  if (ranges.at(-1) === maxCodePoint) {
    const gaps: number[] = [];
    let next = 0;
    for (let i = 0; i < ranges.length; i += 2) {
      if ((ranges[i] as number) > next) gaps.push(next, (ranges[i] as number) - 1);
      next = (ranges[i + 1] as number) + 1;
    }
    return `[^${classText(gaps)}]`;
  }
  return ranges.length === 0 ? "[]" : `[${classText(ranges)}]`;
}

function bounds({ min, max }: { min: number; max: number }): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}
