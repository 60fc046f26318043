import { type Problem, problem } from "@logstead/base";
import type { Fragment } from "./parse.ts";
import type { Path, Place } from "./place.ts";
import { pathText } from "./show.ts";

export type Data = Record<string, unknown>;
export const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** All fragments as one inventory, and where each path of it stands. */
export interface Merged {
  data: Data;
  placeOf(path: Path, what: "key" | "value"): { file: string } & Place;
  sourceOf(path: Path): string | undefined;
  /** Whether the inventory is spread over several files. */
  several: boolean;
}

/**
 * Joins documents and included files: a section's entries may be spread over several, but each entry
 * and each plain value stands in one only.
 */
export function mergeFragments(fragments: Fragment[], problems: Problem[]): Merged {
  const data: Data = {};
  const owners = new Map<string, Fragment>();
  for (const fragment of fragments) {
    for (const [section, value] of Object.entries(fragment.data)) {
      if (section === "include") continue;
      const there = Object.hasOwn(data, section) ? data[section] : undefined;
      if (there === undefined || there === null) {
        data[section] = isData(value) ? { ...value } : value;
        for (const key of isData(value) ? Object.keys(value) : []) owners.set(`${section}.${key}`, fragment);
        owners.set(section, fragment);
        continue;
      }
      if (value === null) continue;
      if (!isData(there) || !isData(value)) {
        problems.push(twice(fragment, [section], owners.get(section) as Fragment));
        continue;
      }
      for (const [key, entry] of Object.entries(value)) {
        const owner = owners.get(`${section}.${key}`);
        if (owner) problems.push(twice(fragment, [section, key], owner));
        else {
          there[key] = entry;
          owners.set(`${section}.${key}`, fragment);
        }
      }
    }
  }
  const ownerOf = (path: Path) =>
    owners.get(path.slice(0, 2).join(".")) ?? owners.get(String(path[0])) ?? (fragments[0] as Fragment);
  return {
    data,
    placeOf(path, what) {
      const owner = ownerOf(path);
      return { file: owner.file, ...owner.placeOf(path, what) };
    },
    sourceOf: (path) => ownerOf(path).sourceOf(path),
    several: new Set(fragments.map((fragment) => fragment.file)).size > 1,
  };
}

function twice(fragment: Fragment, path: string[], owner: Fragment): Problem {
  const first = owner.placeOf(path, "key");
  return problem("set-twice", `${pathText(path)} is set here and in ${owner.file}:${first.line}`, {
    file: fragment.file,
    ...fragment.placeOf(path, "key"),
    path: pathText(path),
    want: "each setting in one place only",
    fix: `Please remove it here or in ${owner.file}:${first.line}`,
  });
}
