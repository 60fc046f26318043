import type { Refusal } from "@logstead/fields";
import type { z } from "zod";
import { show } from "../read/show.ts";
import { defaultOf, exampleOf } from "./schema-at.ts";
import { typeName, typeOf } from "./type-names.ts";
import type { Wrong } from "./wrong.ts";

/*
 * What somebody probably meant by a value that is refused. A guess is offered only when the schema
 * takes it.
 */
export const booleans: Record<string, boolean> = {
  yes: true,
  on: true,
  y: true,
  true: true,
  no: false,
  off: false,
  n: false,
  false: false,
};

/** The value with a common slip corrected, if the schema then accepts it; otherwise an example. */
export function corrected(text: string, schema: z.ZodType | undefined): unknown {
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
export function withoutPassword(text: string): string | undefined {
  const clean = text.replace(/(?<=^\w+:\/\/)[^@/\s]*@/, "");
  return clean === text ? undefined : clean;
}

interface Meant {
  value?: unknown;
  why?: string;
  refusal?: Refusal;
}

/** What a value of the wrong type probably meant, if the schema accepts that. */
export function meantBy(expected: string, { value, source }: Wrong, schema: z.ZodType): Meant | undefined {
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

/** A number where text is expected: quoted, or with the default's unit. */
export function asText(source: string | undefined, value: unknown, schema: z.ZodType): Meant | undefined {
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

/** A field's own complaint about the value, unions included. */
export function refusalIn(issues: readonly z.core.$ZodIssue[]): Refusal | undefined {
  for (const issue of issues) {
    const params = issue.code === "custom" ? (issue.params as Refusal | undefined) : undefined;
    const found = issue.code === "invalid_union" ? refusalIn(issue.errors.flat()) : params;
    if (found?.code) return found;
  }
  return undefined;
}

/** A list of named entries as a mapping, or a plain value as the entry's only setting. */
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
