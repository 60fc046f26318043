import { isObject, kindOf, type Properties, same, type Value } from "./values.ts";

export type Change = "add" | "delete" | "update";
export interface PropertyChange {
  /** `environment.PATH`, `triggers[0]`, `environment["a.b"]` */
  path: string;
  change: Change;
}

type Path = readonly (string | number)[];

/** What differs, as deep as both sides have the same shape. Null counts as absent. */
export function changesBetween(before: Properties, after: Properties): PropertyChange[] {
  return objectChanges([], before, after);
}

function objectChanges(path: Path, before: Properties, after: Properties): PropertyChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].sort().flatMap((key) => valueChanges([...path, key], before[key], after[key]));
}

function valueChanges(path: Path, before: Value | undefined, after: Value | undefined): PropertyChange[] {
  const was = before ?? undefined;
  const is = after ?? undefined;
  if (same(was, is)) return [];
  if (was === undefined) return [change(path, "add")];
  if (is === undefined) return [change(path, "delete")];
  if (Array.isArray(was) && Array.isArray(is)) return arrayChanges(path, was, is);
  if (isObject(was) && isObject(is) && !kindOf(was) && !kindOf(is)) return objectChanges(path, was, is);
  return [change(path, "update")];
}

/** In an array a null is an element like any other. */
function arrayChanges(path: Path, was: Value[], is: Value[]): PropertyChange[] {
  const length = Math.max(was.length, is.length);
  return Array.from({ length }, (_, i) => {
    if (i >= was.length) return [change([...path, i], "add")];
    if (i >= is.length) return [change([...path, i], "delete")];
    if (was[i] === null || is[i] === null) return was[i] === is[i] ? [] : [change([...path, i], "update")];
    return valueChanges([...path, i], was[i], is[i]);
  }).flat();
}

function change(path: Path, kind: Change): PropertyChange {
  return { path: pathText(path), change: kind };
}

function pathText(path: Path): string {
  return path
    .map((part, i) => {
      if (typeof part === "number") return `[${part}]`;
      if (/[^A-Za-z0-9_]/.test(part)) return `["${part.replaceAll('"', '\\"')}"]`;
      return i === 0 ? part : `.${part}`;
    })
    .join("");
}

/** The top-level property a path begins with. */
export function rootOf(path: string): string {
  return (
    /^\["((?:[^"\\]|\\.)*)"\]|^[^.[]+/
      .exec(path)
      ?.slice(0, 2)
      .findLast((part) => part) ?? path
  );
}
