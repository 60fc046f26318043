import type { Problem } from "@logstead/base";
import type { z } from "zod";
import type { Refusal } from "../fields/field.ts";
import { inline, setAt, setHere } from "./fix.ts";
import type { Path } from "./place.ts";
import { defaultOf, exampleOf, fittingForm, valuesOf } from "./schema-at.ts";
import { didYouMean, show } from "./show.ts";

export type Described = Pick<Problem, "code" | "message"> & Partial<Pick<Problem, "got" | "want" | "fix">>;

/** What a message about one value is made of. */
export interface Wrong {
  path: Path;
  value: unknown;
  /** The value as it was written, where it is a plain one: `yes`, `0x1F`, `1.10`. */
  source: string | undefined;
  /** The schema of the value itself. */
  schema: z.ZodType | undefined;
  /** The mapping that holds it, and that mapping's schema. */
  parent: { value: unknown; schema: z.ZodType | undefined };
}

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

/** The value with a usual slip put right, when the schema then takes it, or an example. */
function corrected(text: string, schema: z.ZodType | undefined): unknown {
  const selector = /^\{?(\w+)=~?"?([\w.-]+)"?\}?$/.exec(text);
  const guesses = [
    text.trim(),
    text.toLowerCase(),
    `#${text}`,
    text.replaceAll("-", "_"),
    text.toLowerCase().replace(/i?b$/, ""),
    selector ? `{${selector[1]}="${selector[2]}"}` : text,
    text.replace(/^(\d\d)\.(\d\d)\.(\d{4})$/, "$3-$2-$1"),
  ];
  return guesses.find((guess) => schema?.safeParse(guess).success) ?? (schema ? exampleOf(schema) : "text");
}

/** `scheme://user:password@host` as `scheme://host`. */
function withoutPassword(text: string): string | undefined {
  const clean = text.replace(/(?<=^\w+:\/\/)[^@/\s]*@/, "");
  return clean === text ? undefined : clean;
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

/** A colon with nothing behind it. */
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

const booleans: Record<string, boolean> = {
  yes: true,
  on: true,
  y: true,
  true: true,
  no: false,
  off: false,
  n: false,
  false: false,
};

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

interface Meant {
  value?: unknown;
  why?: string;
  refusal?: Refusal;
}

/** What was probably meant by a value of the wrong type, when the schema takes it. */
function meantBy(expected: string, { value, source }: Wrong, schema: z.ZodType): Meant | undefined {
  const takes = (guess: unknown) => schema.safeParse(guess).success;
  if (expected === "boolean" && typeof value === "string") {
    const meant = booleans[value.toLowerCase()];
    if (meant === undefined) return undefined;
    return { value: meant, why: `this must be true or false; ${show(value)} is a plain text in YAML 1.2` };
  }
  if ((expected === "number" || expected === "int") && typeof value === "string") {
    const digits = value.trim().replace(/(?<=\d)[_ ](?=\d)/g, "");
    if (/^[-+]?\d+(\.\d+)?$/.test(digits) && takes(Number(digits)))
      return { value: Number(digits), why: `this must be ${typeName(expected)}, without quotes` };
  }
  if (expected === "string" && (typeof value === "number" || typeof value === "boolean"))
    return asText(source, value, schema);
  if (expected === "array" && !Array.isArray(value)) {
    const guesses = [
      [value],
      typeof value === "string" ? value.split(/[,\s]+/) : [],
      Object.keys(value ?? {}),
    ];
    const found = guesses.find((guess) => guess.length > 0 && takes(guess));
    return found && { value: found };
  }
  if (expected === "object" || expected === "record") return asMapping(value, schema, takes);
  return undefined;
}

/** A number where a text is due: in quotes, or with the unit that the default has. */
function asText(source: string | undefined, value: unknown, schema: z.ZodType): Meant | undefined {
  const text = source ?? String(value);
  const result = schema.safeParse(text);
  if (result.success)
    return { value: text, why: `this must be text; without quotes YAML reads it as ${typeOf(value)}` };
  const refusal = refusalIn(result.error.issues);
  if (!refusal) return undefined;
  const unit = /^\d+(ms|[smhdw]|B|[KMGT]i?B)$/.exec(String(defaultOf(schema) ?? ""))?.[1];
  return {
    refusal: unit && /^\d+$/.test(text) ? { ...refusal, fix: `Please set: ${text}${unit}` } : refusal,
  };
}

/** What a field says about the value, also inside a union. */
function refusalIn(issues: readonly z.core.$ZodIssue[]): Refusal | undefined {
  for (const issue of issues) {
    const params = issue.code === "custom" ? (issue.params as Refusal | undefined) : undefined;
    const found = issue.code === "invalid_union" ? refusalIn(issue.errors.flat()) : params;
    if (found?.code) return found;
  }
  return undefined;
}

/** A list of entries with names, or the one thing that an entry cannot be without. */
function asMapping(value: unknown, schema: z.ZodType, takes: (guess: unknown) => boolean): Meant | undefined {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => {
      const { name, ...rest } = (typeof entry === "object" && entry !== null ? entry : {}) as {
        name?: unknown;
      };
      return [name, rest] as const;
    });
    const mapping = Object.fromEntries(entries.map(([name, rest]) => [String(name), rest]));
    const named = entries.length > 0 && entries.every(([name]) => typeof name === "string");
    return named && takes(mapping)
      ? { value: mapping, why: "this must be a mapping (name: settings), not a list" }
      : undefined;
  }
  const example = exampleOf(schema);
  const keys = typeof example === "object" && example !== null ? Object.keys(example) : [];
  const guess = keys.length === 1 ? { [keys[0] as string]: value } : undefined;
  return guess && takes(guess) ? { value: guess } : undefined;
}

function notOneOf(values: readonly unknown[], { path, value, schema }: Wrong): Described {
  const near = didYouMean(show(value), values.map(String));
  const meant = values.find((one) => String(one) === near);
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

/** None of several forms, and no form that the value resembles more than the others. */
function noneOf(issue: z.core.$ZodIssueInvalidUnion, wrong: Wrong): Described {
  const { path, value, schema } = wrong;
  const options = (issue as { options?: unknown[] }).options ?? (schema ? valuesOf(schema) : []);
  const inner = issue.errors.flat();
  // No form can be chosen for the reader when its name says nothing.
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
        options.find((one) => String(one) === near),
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

function outOfRange(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  { path, value, schema }: Wrong,
): Described {
  const small = issue.code === "too_small";
  const bound = Number(small ? issue.minimum : issue.maximum);
  const want = `${small ? "at least" : "at most"} ${bound}`;
  if (issue.origin === "array") {
    const list = Array.isArray(value) ? value : [];
    return {
      code: "out-of-range",
      message: small ? "this list is too short" : "this list is too long",
      got: `${list.length} ${list.length === 1 ? "entry" : "entries"}`,
      want: `${want} ${bound === 1 ? "entry" : "entries"}`,
      fix: setHere(path, small && schema ? exampleOf(schema) : list.slice(0, bound)),
    };
  }
  if (issue.origin === "string") {
    const text = String(value);
    return {
      code: "out-of-range",
      message: small ? "this text is too short" : "this text is too long",
      got: text === "" ? "an empty text" : `${text.length} characters: ${show(text)}`,
      want: `${want} ${bound === 1 ? "character" : "characters"}`,
      fix: small
        ? setHere(path, schema ? exampleOf(schema) : "text")
        : `Please shorten it to ${bound} characters`,
    };
  }
  return {
    code: "out-of-range",
    message: small ? "this number is too small" : "this number is too large",
    got: show(value),
    want: rangeOf(schema) ?? want,
    fix: setHere(path, usual(schema) ?? bound),
  };
}

/** Better than the bound itself: a known example, or the default where only the machine sets a bound. */
function usual(schema: z.ZodType | undefined): unknown {
  const examples = schema?.meta()?.examples as unknown[] | undefined;
  return examples?.[0] ?? (schema && rangeOf(schema) === undefined ? defaultOf(schema) : undefined);
}

function rangeOf(schema: z.ZodType | undefined): string | undefined {
  const inside = schema && (schema.def as unknown as { innerType?: z.ZodType }).innerType;
  if (inside) return rangeOf(inside);
  const { minValue, maxValue } = (schema ?? {}) as { minValue?: number; maxValue?: number };
  if (typeof minValue !== "number" || typeof maxValue !== "number") return undefined;
  return Math.abs(minValue) < 1e15 && Math.abs(maxValue) < 1e15
    ? `a number from ${minValue} to ${maxValue}`
    : undefined;
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
const typeOf = (value: unknown) =>
  Array.isArray(value)
    ? "a list"
    : typeof value === "number" && !Number.isFinite(value)
      ? "no finite number"
      : typeof value === "boolean"
        ? "a truth value"
        : (typeNames[typeof value] ?? typeof value);
