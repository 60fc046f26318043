import { RE2JS } from "re2js";
import type { z } from "zod";
import { field, type Refusal } from "./field.ts";

/*
 * Promtail, Alloy and Loki are written in Go, whose regexp package has RE2 syntax
 * (https://github.com/google/re2/wiki/Syntax): no look-around, no back-references.
 */
const unsupported: [RegExp, string][] = [
  [/\(\?=/, "look-ahead (?=…)"],
  [/\(\?!/, "negative look-ahead (?!…)"],
  [/\(\?<=/, "look-behind (?<=…)"],
  [/\(\?<!/, "negative look-behind (?<!…)"],
  [/\(\?>/, "an atomic group (?>…)"],
  [/\\[1-9]/, "a back-reference \\1"],
  [/\\k<\w+>/, "a named back-reference \\k<…>"],
  [/[*+?}]\+/, "a possessive quantifier"],
];

/** Says why RE2 refuses an expression, or nothing. */
export function refuseRegex(text: string): Refusal | undefined {
  try {
    RE2JS.compile(text);
    return undefined;
  } catch (error) {
    const bare = text.replace(/\\\\/g, "").replace(/\[[^\]]*\]/g, "");
    const feature = unsupported.find(([mark]) => mark.test(bare))?.[1];
    const reason = feature ?? (error as Error).message.replace(/^error parsing regexp: /, "");
    return {
      code: feature ? "regex-not-re2" : "bad-regex",
      message: feature
        ? `this expression uses ${feature}, which RE2 does not have`
        : `this is not a regular expression: ${reason}`,
      want: "RE2 syntax, because Promtail, Alloy and Loki use it (no look-ahead, look-behind or back-references)",
      fix: feature
        ? "Please write it without: match more and capture the part that is meant, or use two rules"
        : "Please close every ( and [, escape a literal one as \\( or \\[, and put the expression in single quotes",
    };
  }
}

/** A regular expression in RE2 syntax. */
export const Regex = field({
  name: "Regex",
  what: "A regular expression in RE2 syntax (as Promtail, Alloy and Loki use it).",
  examples: ["(?i)error|failed", "^(?P<level>\\w+) "],
  refuse: refuseRegex,
});
export type Regex = z.output<typeof Regex>;
