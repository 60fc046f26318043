import type { z } from "zod";
import { show } from "../read/show.ts";
import { setHere } from "./fix.ts";
import { defaultOf, exampleOf } from "./schema-at.ts";
import type { Described, Wrong } from "./wrong.ts";

/** A number, text or list beyond its bounds. */
export function outOfRange(
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

/** A better suggestion than the bound: an example, or the default where the schema itself sets no bounds. */
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
