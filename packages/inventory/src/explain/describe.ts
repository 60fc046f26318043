import type { Refusal } from "@logstead/fields";
import type { z } from "zod";
import type { Path } from "../read/place.ts";
import { didYouMean, show } from "../read/show.ts";
import { inline, setAt, setHere } from "./fix.ts";
import { asText, booleans, corrected, meantBy, refusalIn, withoutPassword } from "./guess.ts";
import { outOfRange } from "./range.ts";
import { defaultOf, exampleOf, fittingForm, valuesOf } from "./schema-at.ts";
import { typeName, typeOf } from "./type-names.ts";
import type { Described, Wrong } from "./wrong.ts";

/** A zod issue in words: what is wrong, what was found, what is expected, and the YAML to write. */
export function describe(issue: z.core.$ZodIssue, wrong: Wrong): Described {
  const { path, value, schema } = wrong;
  if (issue.code === "invalid_key") return badKey(issue, String(path.at(-1)));
  if (value === undefined) return missing(issue, wrong);
  if (value === null) return empty(issue, wrong);
  const clean = typeof value === "string" ? withoutPassword(value) : undefined;
  if (clean !== undefined && schema?.safeParse(clean).success)
    return {
      code: "secret-in-plain-text",
      message: "this address carries a password",
      got: "*** (not shown)",
      want: "an address without user name and password",
      fix: setHere(path, clean, "and give user and password by their own keys, as secret:NAME"),
    };
  switch (issue.code) {
    case "custom":
      return custom(issue, wrong);
    case "invalid_type":
      return wrongType(issue.expected, wrong);
    case "invalid_value":
      return notOneOf(issue.values, wrong);
    case "too_small":
    case "too_big":
      return outOfRange(issue, wrong);
    case "invalid_format":
      return {
        code: "bad-format",
        message: /^an? /.test(issue.message)
          ? `this is not ${issue.message.split(/,| such as|:/)[0]}`
          : "this value does not have the right form",
        got: show(value),
        want: issue.message,
        fix: setHere(path, corrected(String(value), schema)),
      };
    case "invalid_union":
      return noneOf(issue, wrong);
    default:
      return {
        code: "bad-value",
        message: "this value is not accepted",
        got: show(value),
        want: issue.message,
      };
  }
}

/** "text: its address, with the network's prefix length if wanted" */
function wantWithMeaning(issue: z.core.$ZodIssue, schema: z.ZodType | undefined): string {
  const [sentence = ""] = (schema?.meta()?.description ?? "").split(/[.;](?:\s|$)/);
  const meaning = /^[A-Z][a-z]/.test(sentence)
    ? `${sentence[0]?.toLowerCase()}${sentence.slice(1)}`
    : sentence;
  return `${wantOf(issue)}${meaning ? `: ${meaning}` : ""}`;
}

function missing(issue: z.core.$ZodIssue, { path, schema, parent }: Wrong): Described {
  const name = String(path.at(-1));
  const form = parent.schema && fittingForm(parent.schema, name, parent.value);
  const example = form ?? (schema ? exampleOf(schema) : "text");
  return {
    code: "missing",
    message: `'${name}' is missing`,
    want: wantWithMeaning(issue, schema),
    fix: setAt(path, example),
  };
}

/** A key without a value. */
function empty(issue: z.core.$ZodIssue, { path, schema }: Wrong): Described {
  const preset = schema && defaultOf(schema);
  return {
    code: "empty-value",
    message: "there is nothing after the colon",
    got: "nothing (null)",
    want: wantOf(issue),
    fix: setHere(
      path,
      schema ? exampleOf(schema) : "text",
      preset === undefined ? "" : "its default; without the line the same",
    ),
  };
}

function custom(issue: z.core.$ZodIssue, { path, value, schema }: Wrong): Described {
  const refusal = (issue as { params?: Refusal }).params;
  if (refusal?.code) return refused(refusal, path, show(value));
  return {
    code: "bad-value",
    message: "this value is not accepted",
    got: show(value),
    want: issue.message,
    fix: setHere(path, schema ? exampleOf(schema) : "text"),
  };
}

function refused({ code, message, want, fix, hideValue }: Refusal, path: Path, got: string): Described {
  return {
    code,
    message,
    got: hideValue ? "*** (not shown)" : got,
    want,
    ...(fix ? { fix: keyed(fix, path) } : {}),
  };
}

/** "Please set: 14d" says which key when there is one. */
function keyed(fix: string, path: Path): string {
  const key = path.at(-1);
  return typeof key === "string" ? fix.replace(/^Please set: /, `Please set: ${inline(key)}: `) : fix;
}

function wrongType(expected: string, wrong: Wrong): Described {
  const { path, value, schema } = wrong;
  const want = typeName(expected);
  const plain = {
    code: "wrong-type",
    message: `this must be ${want}`,
    got: `${typeOf(value)}: ${wrong.source ?? show(value)}`,
    want,
  };
  const meant = schema && meantBy(expected, wrong, schema);
  if (meant?.refusal) return { ...refused(meant.refusal, path, plain.got) };
  if (meant) return { ...plain, message: meant.why ?? plain.message, fix: setHere(path, meant.value) };
  return { ...plain, fix: setHere(path, schema ? exampleOf(schema) : "text") };
}

function notOneOf(values: readonly unknown[], { path, value, schema }: Wrong): Described {
  const near = didYouMean(show(value), values.map(String));
  const meant = values.find((value) => String(value) === near);
  const word = typeof value === "string" ? booleans[value.toLowerCase()] : undefined;
  const preset = schema && defaultOf(schema);
  const fallback = values.includes(preset) ? preset : values[0];
  return {
    code: "not-one-of",
    message: "this is not one of the possible values",
    got: show(value),
    want: `one of: ${values.join(", ")}`,
    fix: setHere(
      path,
      meant ?? (values.includes(word) ? word : fallback),
      near || values.length === 1 ? "" : "or another of these",
    ),
  };
}

function unknownForm(options: unknown[], { value }: Wrong): Described {
  return {
    code: "not-one-of",
    message: "this is not one of the possible values",
    got: show(value),
    want: `one of: ${options.join(", ")}`,
    fix: "Please choose one of these; which settings are needed beside it depends on the choice",
  };
}

/** The value matches none of several forms and is not close to any of them. */
function noneOf(issue: z.core.$ZodIssueInvalidUnion, wrong: Wrong): Described {
  const { path, value, schema } = wrong;
  const options = (issue as { options?: unknown[] }).options ?? (schema ? valuesOf(schema) : []);
  const inner = issue.errors.flat();
  // The form cannot be guessed when nothing names it.
  if (inner.length === 0)
    return didYouMean(show(value), options.map(String))
      ? notOneOf(options, wrong)
      : unknownForm(options, wrong);
  const word = typeof value === "string" ? booleans[value.toLowerCase()] : undefined;
  const near = didYouMean(show(value), options.map(String));
  const refusal = refusalIn(inner);
  const forms = [...new Set(inner.map(wantOf))].join("; or ");
  const base = {
    code: "not-one-of",
    message: "this is none of the possible forms",
    got: show(value),
    want: forms,
  };
  if (options.includes(word)) return { ...base, fix: setHere(path, word) };
  if (near !== undefined)
    return {
      ...base,
      fix: setHere(
        path,
        options.find((option) => String(option) === near),
      ),
    };
  if (refusal) return { ...refused(refusal, path, show(value)), want: forms };
  const numeric = schema && asText(wrong.source, value, schema);
  if (numeric?.refusal)
    return {
      ...refused(numeric.refusal, path, show(value)),
      want: forms.replace(/\btext$/, numeric.refusal.want),
    };
  const preset = schema && defaultOf(schema);
  if (typeof value === "string" && options.length > 0 && !options.includes(false))
    return {
      ...base,
      fix: setHere(path, options.includes(preset) ? preset : options[0], "or another of these"),
    };
  return { ...base, fix: setHere(path, schema ? exampleOf(schema) : "text") };
}

function badKey(issue: z.core.$ZodIssueInvalidKey, name: string): Described {
  const inner = issue.issues[0];
  const refusal = (inner as { params?: Refusal } | undefined)?.params;
  if (refusal?.code)
    return {
      code: refusal.code,
      message: refusal.message,
      got: name,
      want: refusal.want,
      ...(refusal.fix ? { fix: refusal.fix.replace(/^Please set: /, "Please rename it to: ") } : {}),
    };
  const values = inner?.code === "invalid_value" ? inner.values.map(String) : [];
  const near = didYouMean(name, values);
  return {
    code: "bad-key",
    message: "this cannot be a key here",
    got: show(name),
    want: values.length > 0 ? `one of: ${values.join(", ")}` : (inner && wantOf(inner)) || "another key",
    fix: near
      ? `Did you mean: ${near}`
      : inner?.code === "too_big"
        ? "Please shorten it"
        : "Please remove it, or write one of the keys that are possible",
  };
}

function wantOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `${issue.values.length > 1 ? "one of: " : ""}${issue.values.join(", ")}`;
    case "invalid_type":
      return typeName(issue.expected);
    case "custom":
      return (issue.params as Refusal | undefined)?.want ?? issue.message;
    case "invalid_union": {
      const options = (issue as { options?: unknown[] }).options;
      return options
        ? `one of: ${options.join(", ")}`
        : [...new Set(issue.errors.flat().map(wantOf))].join("; or ");
    }
    case "too_small":
      return `at least ${issue.minimum}${issue.origin === "string" ? " characters" : ""}`;
    case "too_big":
      return `at most ${issue.maximum}${issue.origin === "string" ? " characters" : ""}`;
    default:
      return issue.message;
  }
}
