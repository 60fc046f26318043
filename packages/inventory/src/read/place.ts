import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";

export type Path = readonly (string | number)[];
export interface Place {
  line: number;
  column: number;
}

/** Line and column (from 1) of a character offset. */
export function placeAt(text: string, offset: number): Place {
  const starts = lineStarts(text);
  let low = 0;
  for (let high = starts.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: Math.max(1, offset - (starts[low] as number) + 1) };
}

/** One line of a text, without its end. */
export function lineOf(text: string, line: number): string {
  const starts = lineStarts(text);
  return text.slice(starts[line - 1] ?? text.length, starts[line] ?? text.length).replace(/\r?\n$/, "");
}

/** Where the lines of a text begin; kept for the text that was asked for last. */
let last: { text: string; starts: number[] } = { text: "", starts: [0] };
function lineStarts(text: string): number[] {
  if (last.text !== text) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    last = { text, starts };
  }
  return last.starts;
}

export interface Found {
  offset: number;
  /** How many steps of the path the document has. */
  depth: number;
  /** The value at the path's end, when the document has it. */
  node: Node | null | undefined;
}

/**
 * The offset of a path's value (or its key). Where the document does not have all of the path, the key
 * of its last part that is there: that is where something must be added.
 */
export function locate(document: Document.Parsed, path: Path, what: "key" | "value"): Found {
  let node: Node | null = document.contents;
  let key: number | undefined;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const next = child(node, step);
    if (!next) return { offset: key ?? offset, depth, node: undefined };
    const value: number | undefined = empty(next.value) ? undefined : next.value?.range?.[0];
    key = next.key;
    offset = (what === "key" ? (key ?? value) : (value ?? key)) ?? offset;
    node = next.value;
  }
  return { offset, depth: path.length, node };
}

/** `key:` without a value: a missing value's place is its key. */
const empty = (node: Node | null) => !node || (isScalar(node) && node.value === null && node.source === "");

interface Child {
  key: number | undefined;
  value: Node | null;
}

function child(node: Node | null, step: string | number): Child | undefined {
  const here = isAlias(node) ? targets.get(node) : node;
  if (isSeq(here)) {
    const item = here.items[Number(step)] as Node | undefined;
    return item === undefined ? undefined : { key: item?.range?.[0], value: item };
  }
  if (!isMap(here)) return undefined;
  const pair = keys(here).get(String(step));
  if (pair) return { key: (pair.key as Node).range?.[0], value: pair.value as Node | null };
  const merged = keys(here).get("<<")?.value as Node | undefined;
  const joined = isAlias(merged) ? targets.get(merged) : merged;
  for (const source of isSeq(joined) ? (joined.items as Node[]) : joined ? [joined] : []) {
    const found = child(source, step);
    if (found) return found;
  }
  return undefined;
}

/** What each alias stands for; the yaml package would look through the whole document each time. */
const targets = new WeakMap<Alias, Node>();
export const setTarget = (alias: Alias, node: Node) => targets.set(alias, node);

/** Key → pair of a mapping, made once: a site may have 10,000 hosts and as many problems. */
const indexes = new WeakMap<YAMLMap, Map<string, Pair>>();
function keys(map: YAMLMap): Map<string, Pair> {
  let index = indexes.get(map);
  if (!index) {
    index = new Map();
    // The first of equal keys counts, as it does for the data.
    for (const pair of map.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      if (!index.has(key)) index.set(key, pair);
    }
    indexes.set(map, index);
  }
  return index;
}
