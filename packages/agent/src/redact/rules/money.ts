import type { Family } from "../rule.ts";

const r = String.raw;

/** Countries by the length of their IBAN (registry of SWIFT, release 99). */
const ibans: Record<number, string> = {
  15: "NO",
  16: "BE",
  18: "DK|FI|FK|FO|GL|NL|SD",
  19: "MK|SI",
  20: "AT|BA|EE|KZ|LT|LU|MN|XK",
  21: "CH|CR|HR|LI|LV",
  22: "BG|BH|DE|GB|GE|IE|ME|RS|VA",
  23: "AE|GI|IL|IQ|OM|SO|TL",
  24: "AD|CZ|ES|MD|PK|RO|SA|SE|SK|TN|VG",
  25: "LY|PT|ST",
  26: "IS|TR",
  27: "BI|DJ|FR|GR|IT|MC|MR|SM",
  28: "AL|AZ|BY|CY|DO|GT|HU|LB|NI|PL|SV",
  29: "BR|EG|PS|QA|UA",
  30: "JO|KW|MU|YE",
  31: "MT|SC",
  32: "LC",
  33: "RU",
};

/** On paper in groups of four; a dash is as good as a blank. */
const iban = Object.entries(ibans)
  .map(([length, countries]) => {
    const rest = Number(length) - 4;
    const last = rest % 4 === 0 ? "" : `[ -]?[A-Z0-9]{${rest % 4}}`;
    return `(?:${countries})[0-9]{2}(?:[ -]?[A-Z0-9]{4}){${Math.floor(rest / 4)}}${last}`;
  })
  .join("|");

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
