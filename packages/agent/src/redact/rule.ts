/*
 * One rule of redaction. Its expressions are written in what RE2 and JavaScript have in common and mean the
 * same by: no look-around, no flags, no \s or \w where they differ, so that the collectors and the redactor in
 * this process agree by construction.
 */

export interface Rule {
  /** Unique; what counts and reviews speak of. */
  name: string;
  /**
   * The texts an expression begins with; each gives one stage. Go searches for a literal prefix by bytes,
   * which costs 20–80 ns on a line, where a class or an alternation in front costs 20 ns per character.
   */
  starts?: readonly string[];
  /** The rest of the expression; the whole of it where there are no `starts`. Groups are what is hidden. */
  expression: string;
  /** Where there are no `starts`: texts one of which is in everything the expression matches. */
  texts?: readonly string[];
  /** It looks only at lines with one of these texts, whatever the expression matches. */
  needs?: readonly string[];
  /** A group that this matches stays. */
  keep?: string;
  /** A group that fails this stays: Luhn's sum of payment cards, modulo 97 of IBANs. */
  check?: "luhn" | "mod97";
}

/** Rules that have a pre-filter in common, so that a line pays for those families only that it may concern. */
export interface Family {
  name: string;
  /** What it hides, as a reader of the rendered configuration wants to know it. */
  hides: string;
  rules: readonly Rule[];
  /** Where its rules have no text to look for: what every line matches that one of them may change. */
  matches?: string;
}

const special = /[\x5c^$.*+?()[\]{}|]/g;
const literal = (text: string): string => text.replaceAll(special, "\x5c$&");

/** The expressions of a rule with the text each begins with, in the order in which they run. */
export function expressionsOf(rule: Rule): { start: string | undefined; expression: string }[] {
  if (!rule.starts) return [{ start: undefined, expression: rule.expression }];
  return rule.starts.map((start) => ({ start, expression: literal(start) + rule.expression }));
}

/** Texts one of which is in every line that the rule changes; none: it may change any line. */
export const textsOf = (rule: Rule): readonly string[] => rule.needs ?? rule.starts ?? rule.texts ?? [];
