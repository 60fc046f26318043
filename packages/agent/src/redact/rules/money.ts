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

export const money: Family = {
  name: "money",
  hides: "IBANs and payment cards whose check digits are right",
  rules: [
    {
      name: "card",
      // A number with a point, a sign or letters around it is a measurement or a name.
      expression: r`(?:^|[^0-9A-Za-z_.+-])(${cards})\b`,
      check: "luhn",
    },
    {
      name: "iban",
      expression: r`\b(${iban})\b`,
      check: "mod97",
    },
  ],
  // One chain of classes: a choice between two would cost twice as much on every line.
  matches: r`[2-6A-Z][0-9A-Z][0-9]{2}[ -]?[0-9A-Z]{4}[ -]?[0-9A-Z]{2}`,
};
