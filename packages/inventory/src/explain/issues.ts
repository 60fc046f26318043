import { type Problem, problem } from "@logstead/base";
import type { z } from "zod";
import type { Merged } from "../read/merge.ts";
import type { Path } from "../read/place.ts";
import { didYouMean, differences, pathText, short, valueAt } from "../read/show.ts";
import { describe } from "./describe.ts";
import { isMappingWithDefault, keysAt, placesOf, schemaAt } from "./schema-at.ts";
import { leaves } from "./tolerant.ts";
import type { Described } from "./wrong.ts";

/** zod's issues as problems, each at its place, with what was found, what is expected and the fix. */
export function toProblems(
  issues: readonly z.core.$ZodIssue[],
  root: Path,
  merged: Merged,
  schema: z.ZodType,
  whole: z.ZodType = schema,
): Problem[] {
  const data = valueAt(merged.data, root);
  const known = leaves(issues);
  const typos = new Set<string>();
  const out: Problem[] = [];
  for (const issue of known) {
    if (issue.code !== "unrecognized_keys") continue;
    const keys = keysAt(schema, issue.path, data);
    const path = [...root, ...(issue.path as Path)];
    for (const key of issue.keys) {
      const { near, problem } = unknownKey([...path, key], merged, keys, whole);
      if (near) typos.add(pathText([...path, near]));
      out.push(problem);
    }
  }
  for (const issue of known) {
    if (issue.code === "unrecognized_keys") continue;
    const at = issue.path as Path;
    const path = [...root, ...at];
    const value = valueAt(merged.data, path);
    // A misspelt key is one mistake, though its right spelling is missing too.
    if (value === undefined && typos.has(pathText(path))) continue;
    const wrong = {
      path,
      value,
      source: merged.sourceOf(path),
      schema: schemaAt(schema, at, data),
      parent: {
        value: valueAt(merged.data, path.slice(0, -1)),
        schema: schemaAt(schema, at.slice(0, -1), data),
      },
    };
    if (value === null && wrong.schema && isMappingWithDefault(wrong.schema)) continue;
    out.push(atPath(path, merged, describe(issue, wrong), issue.code === "invalid_key" ? "key" : "value"));
  }
  return out;
}

function atPath(
  path: Path,
  merged: Merged,
  { code, message, ...more }: Described,
  where: "key" | "value",
): Problem {
  return problem(code, message, { ...merged.placeOf(path, where), path: pathText(path), ...more });
}

/** `site:{name: home}` is a key with a colon in it. */
function noSpace(path: Path, merged: Merged, key: string): Problem {
  const described = {
    code: "unknown-key",
    message: "a space is missing after the colon",
    got: short(key),
    want: "key: value",
    fix: `Please write: ${short(key.replace(":", ": "))}`,
  };
  return atPath(path, merged, described, "key");
}

/** An unknown key, with the places where it would be known. */
export function unknownKey(
  path: Path,
  merged: Merged,
  known: string[],
  whole: z.ZodType,
): { problem: Problem; near: string | undefined } {
  const key = String(path.at(-1));
  const [before = ""] = key.split(":");
  if (before !== key && known.includes(before)) return { problem: noSpace(path, merged, key), near: before };
  const near = didYouMean(key, known);
  const elsewhere = placesOf(whole, key).slice(0, 3);
  const described: Described = {
    code: "unknown-key",
    message: `there is no setting '${short(key)}' here`,
    got: short(key),
    want: `one of: ${known.join(", ")}`,
    fix:
      near && (elsewhere.length === 0 || differences(key, near) < 2)
        ? `Did you mean: ${near}`
        : elsewhere.length > 0
          ? `Please move it: '${key}' is a setting at ${elsewhere.join(", ")}`
          : "Please remove it, or see `./logstead inventory schema --format markdown` for every setting",
  };
  return { problem: atPath(path, merged, described, "key"), near };
}
