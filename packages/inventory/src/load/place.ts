import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";

export type Path = readonly (string | number)[];
export interface Place {
  line: number;
  column: number;
}

type DocumentNode = Document.Parsed;

/** Line and column (from 1) of a character offset. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = before.indexOf("\n"); at !== -1; at = before.indexOf("\n", at + 1)) line++;
  return { line, column: offset - start + 1 };
}

/** The offset of a path's value (or its key), and how much of the path the document has. */
export function locate(
  document: DocumentNode,
  path: Path,
  what: "key" | "value",
): { offset: number; depth: number } {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  let depth = 0;
  for (const step of path) {
    const next = child(document, node, step);
    if (!next) break;
    depth++;
    const value = next.value?.range?.[0];
    offset =
      depth === path.length && what === "key" ? (next.key ?? value ?? offset) : (value ?? next.key ?? offset);
    node = next.value;
  }
  return { offset, depth };
}

interface Child {
  key: number | undefined;
  value: Node | null;
}

function child(document: DocumentNode, node: Node | null, step: string | number): Child | undefined {
  const here = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(here)) {
    const item = here.items[Number(step)] as Node | undefined;
    return item === undefined ? undefined : { key: item?.range?.[0], value: item };
  }
  if (!isMap(here)) return undefined;
  const pair = keys(here).get(String(step));
  if (pair) return { key: (pair.key as Node).range?.[0], value: pair.value as Node | null };
  const merged = keys(here).get("<<")?.value as Node | undefined;
  const sources = isSeq(merged) ? (merged.items as Node[]) : merged ? [merged] : [];
  for (const source of sources) {
    const found = child(document, source, step);
    if (found) return found;
  }
  return undefined;
}

/** Key → pair of a mapping, made once: a site may have 10,000 hosts and as many problems. */
const indexes = new WeakMap<YAMLMap, Map<string, Pair>>();
function keys(map: YAMLMap): Map<string, Pair> {
  let index = indexes.get(map);
  if (!index) {
    index = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : "", pair]));
    indexes.set(map, index);
  }
  return index;
}
