import { type Problem, problem } from "@logstead/base";
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { Refusal } from "../fields/field.ts";
import type { Merged } from "./merge.ts";
import type { Path } from "./place.ts";
import { leaves } from "./tolerant.ts";

/** The nearest of some words, when it is near enough to be meant. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(word, known as string[]);
  return distance(word.toLowerCase(), near.toLowerCase()) <= Math.max(2, Math.ceil(word.length / 3))
    ? near
    : undefined;
}

/** A value as it is shown in a message. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing (null)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** A path as it is written in messages: `hosts.ocean.sources.nginx.paths[0]`. */
export function pathText(path: Path): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join("");
}

/** zod's issues as problems, each at its place, with what was found, what is expected and the fix. */
export function toProblems(
  issues: readonly z.core.$ZodIssue[],
  root: Path,
  merged: Merged,
  schema: z.ZodType,
): Problem[] {
  return leaves(issues).flatMap((issue) => {
    const path = [...root, ...(issue.path as (string | number)[])];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => unknownKey([...path, key], merged, keysAt(schema, issue.path)));
    return [
      atPath(
        path,
        merged,
        describe(issue, path, valueAt(merged.data, path)),
        issue.code === "invalid_key" ? "key" : "value",
      ),
    ];
  });
}

type Described = Pick<Problem, "code" | "message" | "got" | "want" | "fix">;

function atPath(path: Path, merged: Merged, what: Described, where: "key" | "value"): Problem {
  const { code, message, ...more } = what;
  const filled = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  return problem(code, message, { ...merged.placeOf(path, where), path: pathText(path), ...filled });
}

export function unknownKey(path: Path, merged: Merged, known: string[]): Problem {
  const key = String(path.at(-1));
  const near = didYouMean(key, known);
  return atPath(
    path,
    merged,
    {
      code: "unknown-key",
      message: `there is no setting '${key}' here`,
      got: key,
      want: `one of: ${known.join(", ")}`,
      fix: near
        ? `Did you mean: ${near}`
        : "Please remove it, or see `./logstead inventory schema --format markdown` for every setting",
    },
    "key",
  );
}

function describe(issue: z.core.$ZodIssue, path: Path, value: unknown): Described {
  const name = String(path.at(-1));
  switch (issue.code) {
    case "custom": {
      const refusal = issue.params as Refusal | undefined;
      if (!refusal?.code)
        return {
          code: "bad-value",
          message: "this value is not accepted",
          got: show(value),
          want: issue.message,
        };
      const got = refusal.hideValue ? `*** (${String(value).length} characters, not shown)` : show(value);
      return {
        code: refusal.code,
        message: refusal.message,
        got,
        want: refusal.want,
        ...(refusal.fix ? { fix: setting(refusal.fix, name) } : {}),
      };
    }
    case "invalid_key": {
      const inner = issue.issues[0];
      const refusal = (inner as { params?: Refusal } | undefined)?.params;
      return {
        code: refusal?.code ?? "bad-key",
        message: refusal?.message ?? "this cannot be a key here",
        got: name,
        want: refusal?.want ?? inner?.message ?? "another key",
        ...(refusal?.fix ? { fix: refusal.fix } : {}),
      };
    }
    case "invalid_type":
      if (value === undefined || value === null)
        return {
          code: "missing",
          message: `'${name}' is missing`,
          got: show(value),
          want: typeName(issue.expected),
          fix: `Please set:\n${name}: ${exampleOf(issue.expected)}`,
        };
      return {
        code: "wrong-type",
        message: `this must be ${typeName(issue.expected)}`,
        got: `${typeOf(value)}: ${show(value)}`,
        want: typeName(issue.expected),
        fix: `Please set: ${name}: ${exampleOf(issue.expected)}`,
      };
    case "invalid_value": {
      const known = issue.values.map(String);
      const near = didYouMean(show(value), known);
      return {
        code: "not-one-of",
        message: "this is not one of the possible values",
        got: show(value),
        want: `one of: ${known.join(", ")}`,
        fix: `Please set: ${name}: ${near ?? known[0]}`,
      };
    }
    case "too_small":
      return range(
        issue.origin,
        `at least ${issue.minimum}`,
        value,
        `Please set: ${name}: ${issue.origin === "array" ? "[…]" : issue.minimum}`,
      );
    case "too_big":
      return range(
        issue.origin,
        `at most ${issue.maximum}`,
        value,
        `Please set: ${name}: ${issue.origin === "string" ? "(a shorter text)" : issue.maximum}`,
      );
    case "invalid_format":
      return {
        code: "bad-format",
        message: "this value does not have the right form",
        got: show(value),
        want: issue.message,
        fix: `Please set: ${name}: ${issue.message}`,
      };
    case "invalid_union": {
      const known = (issue as { options?: unknown[] }).options ?? [];
      const forms = issue.errors
        .flat()
        .map(wantOf)
        .filter((text, i, all) => all.indexOf(text) === i);
      const want = known.length > 0 ? `one of: ${known.join(", ")}` : forms.join("; or ");
      const near = didYouMean(
        show(value),
        known.length > 0
          ? known.map(String)
          : issue.errors.flat().flatMap((i) => (i.code === "invalid_value" ? i.values.map(String) : [])),
      );
      return {
        code: "not-one-of",
        message: "this is none of the possible forms",
        got: show(value),
        want,
        ...(near
          ? { fix: `Please set: ${name}: ${near}` }
          : { fix: `Please set: ${name}: ${want.replace(/^one of: /, "").split(/[,;]/)[0]}` }),
      };
    }
    default:
      return { code: "bad-value", message: issue.message, got: show(value), want: issue.message };
  }
}

const range = (origin: string, want: string, value: unknown, fix: string): Described => ({
  code: "out-of-range",
  message:
    origin === "array"
      ? "this list has the wrong length"
      : origin === "string"
        ? "this text has the wrong length"
        : "this number is outside its range",
  got: origin === "array" && Array.isArray(value) ? `${value.length} entries` : show(value),
  want: `${want}${origin === "array" ? " entries" : origin === "string" ? " characters" : ""}`,
  fix,
});

function wantOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `one of: ${issue.values.join(", ")}`;
  if (issue.code === "invalid_type") return typeName(issue.expected);
  if (issue.code === "custom") return (issue.params as Refusal | undefined)?.want ?? issue.message;
  return issue.message;
}

/** "Please set: 14d" says which key when there is one. */
const setting = (fix: string, name: string) =>
  /^\d+$/.test(name) ? fix : fix.replace(/^Please set: /, `Please set: ${name}: `);

const typeNames: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};
const typeName = (expected: string) => typeNames[expected] ?? expected;
const exampleOf = (expected: string) =>
  ({ string: "text", number: "1", int: "1", boolean: "true", array: "[…]", object: "{…}", record: "{…}" })[
    expected
  ] ?? "…";
const typeOf = (value: unknown) =>
  Array.isArray(value) ? "a list" : (typeNames[typeof value] ?? typeof value);

export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** The keys an object schema has at a path, through optionals, records and unions. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const def = schema.def as unknown as {
    type: string;
    innerType?: z.ZodType;
    shape?: Record<string, z.ZodType>;
    valueType?: z.ZodType;
    element?: z.ZodType;
    options?: z.ZodType[];
  };
  if (def.innerType) return keysAt(def.innerType, path);
  if (def.options) return [...new Set(def.options.flatMap((option) => keysAt(option, path)))];
  if (path.length === 0) return def.shape ? Object.keys(def.shape) : [];
  const next = def.shape?.[String(path[0])] ?? def.valueType ?? def.element;
  return next ? keysAt(next, path.slice(1)) : [];
}
