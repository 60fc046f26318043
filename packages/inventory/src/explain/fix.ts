import { stringify } from "yaml";
import type { Path } from "../read/place.ts";
import { pathText } from "../read/show.ts";

/*
 * A fix that is YAML has one of these forms; a test applies each to its file and loads it again:
 *   Please set: key: value        replaces what stands at the problem's own place
 *   Please set:⏎<lines>           joined with the file from its root, key by key
 *   Please add to PATH:⏎<lines>   the same, from an entry of a list on
 *   Please rename it to: word     another key at the problem's place
 *   Please remove it here…        without what stands at the problem's place
 *   Did you mean: word            another word (a key or a value) at the problem's place
 */

/** A value as YAML on one line. */
export function inline(value: unknown): string {
  return stringify(value, {
    collectionStyle: "flow",
    flowCollectionPadding: false,
    lineWidth: 0,
    singleQuote: true,
  }).trimEnd();
}

/** Replaces the value at the problem's place. */
export function setHere(path: Path, value: unknown, comment = ""): string {
  const key = path.at(-1);
  const text = inline(value);
  return `Please set: ${typeof key === "number" ? text : `${inline(key)}: ${text}`}${comment && `   # ${comment}`}`;
}

/** Sets a value anywhere, with its parents, so that it can be pasted into the file. */
export function setAt(path: Path, value: unknown, comment = ""): string {
  const from = path.findLastIndex((step) => typeof step === "number") + 1;
  const lines = block([[path.slice(from), value]]) + (comment && `   # ${comment}`);
  return from === 0 ? `Please set:\n${lines}` : `Please add to ${pathText(path.slice(0, from))}:\n${lines}`;
}

/** Sets several values at once. */
export function setAll(...entries: [Path, unknown][]): string {
  return `Please set:\n${block(entries)}`;
}

function block(entries: [Path, unknown][], indent = ""): string {
  const byKey = new Map<string, [Path, unknown][]>();
  for (const [[key, ...rest], value] of entries)
    byKey.set(String(key), [...(byKey.get(String(key)) ?? []), [rest, value]]);
  return [...byKey]
    .map(([key, below]) => {
      const leaf = below.find(([rest]) => rest.length === 0);
      return `${indent}${inline(key)}:${leaf ? ` ${inline(leaf[1])}` : `\n${block(below, `${indent}  `)}`}`;
    })
    .join("\n");
}
