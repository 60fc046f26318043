import { diffArrays } from "diff";
import { looksSecret, mask } from "./secret-keys.ts";

export interface ValueChange {
  kind: "added" | "removed" | "changed";
  /** `scrape_configs[0].job_name`; of what was removed from a list, its place in the old one. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Where two values differ, at the deepest place that says it; the order of keys does not matter. */
export function valueChanges(before: unknown, after: unknown, path = ""): ValueChange[] {
  if (isList(before) && isList(after)) return listChanges(before, after, path);
  if (isMapping(before) && isMapping(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => {
      const at = path === "" ? quoted(key) : `${path}.${quoted(key)}`;
      if (key === "value" && named(before, after)) return secretChange(before[key], after[key], at);
      if (!Object.hasOwn(after, key)) return [{ kind: "removed" as const, path: at, before: before[key] }];
      if (!Object.hasOwn(before, key)) return [{ kind: "added" as const, path: at, after: after[key] }];
      return valueChanges(before[key], after[key], at);
    });
  }
  return canonical(before) === canonical(after) ? [] : [{ kind: "changed", path, before, after }];
}

/** `{name: API_TOKEN, value: …}` of a container's environment: the secret's name stands beside it. */
const named = (...both: Record<string, unknown>[]) =>
  both.some(({ name }) => typeof name === "string" && looksSecret(name));

function secretChange(before: unknown, after: unknown, path: string): ValueChange[] {
  if (canonical(before) === canonical(after)) return [];
  return [{ kind: "changed", path, before: mask, after: mask }];
}

/**
 * Items that are equal stay together, however far they moved; what lies between two of them is compared
 * pair by pair. So one item more at the front is one addition, and one changed item is looked into.
 */
function listChanges(before: unknown[], after: unknown[], path: string): ValueChange[] {
  const changes: ValueChange[] = [];
  let [i, j] = [0, 0];
  for (const run of runs(before.map(canonical), after.map(canonical))) {
    const paired = Math.min(run.removed, run.added);
    for (let k = 0; k < paired; k++)
      changes.push(...valueChanges(before[i + k], after[j + k], `${path}[${j + k}]`));
    for (let k = paired; k < run.removed; k++)
      changes.push({ kind: "removed", path: `${path}[${i + k}]`, before: before[i + k] });
    for (let k = paired; k < run.added; k++)
      changes.push({ kind: "added", path: `${path}[${j + k}]`, after: after[j + k] });
    i += run.removed + run.same;
    j += run.added + run.same;
  }
  return changes;
}

interface Run {
  removed: number;
  added: number;
  /** How many equal items follow. */
  same: number;
}

function runs(before: string[], after: string[]): Run[] {
  // More differences than anyone reads: comparing by index is good enough, and linear.
  const blocks = diffArrays(before, after, { maxEditLength: 2000 });
  if (!blocks) return [{ removed: before.length, added: after.length, same: 0 }];
  const runs: Run[] = [];
  let run: Run = { removed: 0, added: 0, same: 0 };
  for (const block of blocks) {
    if (run.same > 0) {
      runs.push(run);
      run = { removed: 0, added: 0, same: 0 };
    }
    run[block.added ? "added" : block.removed ? "removed" : "same"] += block.count;
  }
  return [...runs, run];
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

const quoted = (key: string) => (/^[\w/-]+$/.test(key) ? key : JSON.stringify(key));

/** Equal for equal data. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isMapping(value))
    return Object.is(value, -0) ? "0" : String(JSON.stringify(value) ?? value) + nonFinite(value);
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

/** JSON writes NaN and the infinities as null. */
const nonFinite = (value: unknown) =>
  typeof value === "number" && !Number.isFinite(value) ? `#${value}` : "";
