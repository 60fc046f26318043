/*
 * One rule of redaction, in RE2's syntax. The collectors' stages and the redactor of this process are made of
 * the same rules.
 */

export interface Rule {
  /** The name in counts and reviews. */
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
  /** The group is a key: it stays, and the mark behind it says what kind of value follows. */
  mark?: Mark;
  /** What replaces a group; `***` by default. */
  replacement?: string;
  /** A group that this matches stays. */
  keep?: string;
  /** A group whose check digits are wrong stays: Luhn's sum of payment cards, modulo 97 of IBANs. */
  check?: "luhn" | "mod97";
}

/**
 * Keys are many and values are long to describe, so keys are found first, by short expressions, and marked;
 * one long expression per mark then hides what follows. The marks are characters that Unicode keeps free of
 * meaning for such uses inside of programs (noncharacters, U+FDD0 to U+FDEF).
 */
export const marks = {
  secret: "\ufdd0",
  key: "\ufdd1",
  option: "\ufdd2",
  harmless: "\ufdd3",
};
export type Mark = keyof typeof marks;

/** Rules with a common pre-filter, so that a line costs only the families that may apply to it. */
export interface Family {
  name: string;
  /** What it hides, for the documentation. */
  hides: string;
  rules: readonly Rule[];
  /** Matches every line that one of its rules may change. */
  matches?: string;
}

const special = /[\x5c^$.*+?()[\]{}|]/g;
const literal = (text: string): string =>
  text
    .replaceAll(special, "\x5c$&")
    .replaceAll(/[\ufdd0-\ufdef]/g, (char) => `\x5cx{${char.charCodeAt(0).toString(16)}}`);

/** The expressions of a rule with the text each begins with, in the order in which they run. */
export function expressionsOf(rule: Rule): { start: string | undefined; expression: string }[] {
  if (!rule.starts) return [{ start: undefined, expression: rule.expression }];
  return rule.starts.map((start) => ({ start, expression: literal(start) + rule.expression }));
}

/** A mark in an expression. */
export const mark = (name: Mark): string => literal(marks[name]);

const isMark = (text: string) => Object.values(marks).includes(text);

/** Texts one of which is in every line that the rule changes; none where only marks are. */
export const textsOf = (rule: Rule): readonly string[] =>
  (rule.needs ?? rule.starts ?? rule.texts ?? []).filter((text) => !isMark(text));
