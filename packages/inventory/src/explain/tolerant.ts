import type { z } from "zod";
import { isData } from "../read/merge.ts";

export interface Parsed<T> {
  /** The value with what was wrong left out, or undefined when too much was. */
  value: T | undefined;
  issues: z.core.$ZodIssue[];
}

/**
 * Parses and, when something is wrong, parses again without the wrong parts: the remaining checks then
 * see as much of the file as possible, so that ten mistakes are reported in one run and not in ten.
 */
export function parseTolerant<T>(schema: z.ZodType<T>, input: unknown): Parsed<T> {
  const first = schema.safeParse(input);
  if (first.success) return { value: first.data, issues: [] };
  let rest = input;
  let issues = first.error.issues;
  for (let round = 0; round < 3; round++) {
    rest = structuredClone(rest);
    // From the end: removing a list entry shifts those behind it.
    const pruned = leaves(issues)
      .sort((a, b) => compare(b.path, a.path))
      .map((issue) => prune(rest, issue));
    if (!pruned.includes(true)) break;
    const again = schema.safeParse(rest);
    if (again.success) return { value: again.data, issues: first.error.issues };
    issues = again.error.issues;
  }
  return { value: undefined, issues: first.error.issues };
}

type Issue = z.core.$ZodIssue;

/** The issues behind a union's issue: those of the option that the value resembles most. */
export function leaves(issues: readonly Issue[], input?: unknown): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    if (issue.code === "invalid_key" || issue.code === "invalid_element") return [issue];
    if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
    const inside = issue.errors.filter(
      (option) => !option.some((i) => i.path.length === 0 && i.code !== "unrecognized_keys"),
    );
    const best = inside.sort((a, b) => a.length - b.length)[0];
    if (!best) return [issue];
    return leaves(best.map((i) => ({ ...i, path: [...issue.path, ...i.path] })) as Issue[], input);
  });
}

function compare(a: PropertyKey[], b: PropertyKey[]): number {
  for (const [i, step] of a.entries())
    if (typeof step === "number" && typeof b[i] === "number" && step !== b[i]) return step - (b[i] as number);
  return a.length - b.length;
}

function prune(root: unknown, issue: Issue): boolean {
  const path = [...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => remove(root, [...path, key])).some(Boolean);
  // What is missing cannot be removed, so its parent is.
  for (; path.length > 0; path.pop()) if (remove(root, path)) return true;
  return false;
}

function remove(root: unknown, path: PropertyKey[]): boolean {
  let parent = root;
  for (const step of path.slice(0, -1)) {
    if (typeof parent !== "object" || parent === null) return false;
    parent = (parent as Record<PropertyKey, unknown>)[step];
  }
  const last = path.at(-1) as PropertyKey;
  if (Array.isArray(parent)) {
    if (Number(last) >= parent.length) return false;
    parent.splice(Number(last), 1);
    return true;
  }
  if (!isData(parent) || !Object.hasOwn(parent, last)) return false;
  delete parent[String(last)];
  return true;
}
