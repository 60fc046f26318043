import type { Family } from "../rule.ts";

const r = String.raw;

/**
 * On paper in groups of four. A group after the first has a digit, since a word in capitals may follow the
 * last one. Whether the length is that of the country need not be asked: the check digits would be wrong.
 */
const group = "(?:[0-9][A-Z0-9]{3}|[A-Z][0-9][A-Z0-9]{2}|[A-Z]{2}[0-9][A-Z0-9]|[A-Z]{3}[0-9])";
const iban = [
  "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}",
  `[A-Z]{2}[0-9]{2}[ -][A-Z0-9]{4}(?:[ -]${group}){1,6}(?:[ -][0-9][A-Z0-9]{0,2})?`,
].join("|");

/** Issuers' ranges and lengths: ISO/IEC 7812; the last digit makes the sum right. */
const cards = [
  r`4[0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{3})?`,
  r`(?:5[1-5][0-9]{2}|2[2-7][0-9]{2}|6(?:011|4[4-9][0-9]|5[0-9]{2})|35[2-8][0-9]|62[0-9]{2}|50[0-9]{2}|5[6-8][0-9]{2}|6[0-9]{3})(?:[ -]?[0-9]{4}){3}`,
  r`3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}`,
  r`3(?:0[0-59]|[689][0-9])[0-9][ -]?[0-9]{6}[ -]?[0-9]{4}`,
  r`62[0-9]{2}(?:[ -]?[0-9]{4}){3}[ -]?[0-9]{1,3}`,
].join("|");

/**
 * A number stands at the line's start or behind one of these; behind a point, a sign or a letter it is a
 * measurement or a part of a name. Go looks for an expression's literal beginning by bytes, so that one
 * expression for each of them costs 1.1 µs together on a line of 130 characters, where one that begins with a
 * class costs 2.2 µs.
 */
const before = [..." \"=:'<>,/;#`&", "[)]", "[*]", "[\\]]", "[(]", "[[]", "[{]", "[|]", r`\t`, r`\n`];
const behind = `(?:^|${before.join("|")})`;
const likely = "[2-6A-Z][0-9A-Z][0-9]{2}[ -]?[0-9A-Z]{4}[ -]?[0-9A-Z]{2}[ -]?[0-9A-Z]{2}";

/** For each sign before a number: together they match what `numbers` matches. */
export const likelyNumbers: readonly string[] = ["^", ...before].map((sign) => sign + likely);

export const numbers = behind + likely;

export const money: Family = {
  name: "money",
  hides: "IBANs and payment cards whose check digits are right",
  rules: [
    {
      name: "card",
      expression: r`${behind}(${cards})\b`,
      check: "luhn",
    },
    {
      name: "iban",
      expression: r`${behind}(${iban})\b`,
      check: "mod97",
    },
  ],
};
