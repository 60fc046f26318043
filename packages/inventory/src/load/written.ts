import type { Problem } from "@logstead/base";
import { loadFragments } from "../read/include.ts";
import { isData, mergeFragments } from "../read/merge.ts";
import type { Path, Place } from "../read/place.ts";
import { pathText, valueAt } from "../read/show.ts";
import { checkFragments, type Loaded } from "./load.ts";

/** What an inventory's author wrote, setting by setting, to find where something comes from. */
export interface Written {
  /** The settings written directly below a path; none below a plain value. */
  below(path: Path): Path[];
  /** Whether the path is written at all. */
  has(path: Path): boolean;
  valueOf(path: Path): unknown;
  placeOf(path: Path): { file: string; path: string } & Place;
  /** The inventory as if this had not been written: its default, or a problem where there is none. */
  without(path: Path): Loaded;
}

/** Reads an inventory once more, as its author wrote it; it must be one that `load` could read. */
export function written(file: string): Written {
  const problems: Problem[] = [];
  const fragments = loadFragments(file, problems);
  const { data, placeOf } = mergeFragments(fragments, problems);
  return {
    below(path) {
      const value = valueAt(data, path);
      if (Array.isArray(value)) return value.map((_, i) => [...path, i]);
      return isData(value) ? Object.keys(value).map((key) => [...path, key]) : [];
    },
    has: (path) => valueAt(data, path) !== undefined,
    valueOf: (path) => valueAt(data, path),
    placeOf(path) {
      const value = valueAt(data, path);
      const what = typeof value === "object" && value !== null ? "key" : "value";
      return { ...placeOf(path, what), path: pathText(path) };
    },
    without: (path) =>
      checkFragments(
        file,
        fragments.map((fragment) => ({
          ...fragment,
          data: omit(fragment.data, path) as Record<string, unknown>,
        })),
      ),
  };
}

/** A copy without what is at a path; everything else is shared. */
function omit(value: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined || typeof value !== "object" || value === null || !Object.hasOwn(value, step))
    return value;
  if (Array.isArray(value))
    return rest.length === 0
      ? value.filter((_, i) => i !== Number(step))
      : value.map((item, i) => (i === Number(step) ? omit(item, rest) : item));
  const entries = Object.entries(value).flatMap(([key, below]) => {
    if (key !== String(step)) return [[key, below] as const];
    return rest.length === 0 ? [] : [[key, omit(below, rest)] as const];
  });
  return Object.fromEntries(entries);
}
