import { z } from "zod";

/** What a field says when it refuses a value; becomes a Problem with the place added. */
export interface Refusal {
  code: string;
  message: string;
  want: string;
  fix?: string;
  /** Set when the value itself must not be repeated (secrets). */
  hideValue?: boolean;
}

/** Values repeat (defaults, groups, units), and compiling an expression or a cron time is not free. */
const maxRemembered = 10_000;

interface FieldSpec<Name extends string> {
  name: Name;
  /** What it is, for the reference: "a length of time". */
  what: string;
  examples: string[];
  /** For editors (JSON Schema); `refuse` decides. */
  pattern?: string;
  refuse(text: string): Refusal | undefined;
}

/**
 * A string with a meaning: checked when read, kept as written, typed by its name. Values are not
 * transformed, so what is dumped is what was read; functions beside each field give their numbers.
 */
export function field<Name extends string>(spec: FieldSpec<Name>) {
  const accepted = new Set<string>();
  return z
    .string()
    .check((ctx) => {
      if (accepted.has(ctx.value)) return;
      const refusal = spec.refuse(ctx.value);
      if (refusal)
        ctx.issues.push({ code: "custom", input: ctx.value, message: refusal.message, params: refusal });
      else if (accepted.size < maxRemembered) accepted.add(ctx.value);
    })
    .brand<Name>()
    .meta({
      title: spec.name,
      description: spec.what,
      examples: spec.examples,
      ...(spec.pattern ? { pattern: spec.pattern } : {}),
    });
}
