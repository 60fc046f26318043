import type { Family } from "../rule.ts";
import { assigned, constants, keepWords, told } from "../values.ts";

const r = String.raw;

/** `password1`, `password_hash`, `passwordConfirmation`. */
export const suffix = r`(?:[-_.]?(?:[0-9]{1,3}|[hH]ash|HASH|[dD]igest|[vV]alue|VALUE|[tT]ext|[cC]onfirm(?:ation)?|[nN]ew|[oO]ld))?`;

export const passwords: Family = {
  name: "passwords",
  hides: "passwords, passphrases, secrets and credentials that are assigned to a name",
  rules: [
    {
      name: "password",
      starts: ["pass", "Pass", "PASS"],
      expression: r`[-_]?(?:[wW]or[dt]|WORD|[wW]d|WD|[pP]hrase|PHRASE|[cC]ode|CODE|[kK]ey)s?${suffix}${assigned}`,
      keep: keepWords,
    },
    { name: "password-said", starts: ["assword", "assphrase"], expression: told, keep: keepWords },
    {
      name: "pass",
      starts: ["pass", "Pass", "_PASS", "PASS="],
      // Tests count what passed.
      expression: r`(?:[0-9]{1,2})?${assigned}`,
      keep: r`${keepWords}|^[0-9]{1,5}%?$`,
    },
    {
      name: "pwd",
      starts: ["pwd", "Pwd", "PWD"],
      // A shell's $PWD is a folder.
      expression: assigned,
      keep: r`${keepWords}|^(?:/|~|[A-Z]:|\.)`,
    },
    {
      name: "secret",
      starts: ["ecret", "ECRET"],
      expression: r`(?:s|S|[-_ ]?(?:[aA]ccess[-_ ]?)?[kK]ey|_(?:ACCESS_)?KEY|[-_]?(?:[sS]tring|[iI][dD]|ID))?${suffix}${assigned}`,
      keep: r`${keepWords}|^[0-9]{1,4}$`,
    },
    { name: "secret-said", starts: ["ecret"], expression: told, keep: keepWords },
    {
      name: "credential",
      starts: ["redential", "REDENTIAL"],
      // AWS writes the key, which has a rule of its own, and what it is used for.
      expression: `[sS]?${assigned}`,
      keep: r`${keepWords}|^(?:A[KS]IA|\*\*\*)|^(?:include|omit|same-origin)$`,
    },
    {
      name: "sql",
      starts: ["dentified", "DENTIFIED"],
      expression: r`[ \t]+(?:(?:with|WITH)[ \t]+[\w"'\x60]+[ \t]+)?(?:by|BY|as|AS)[ \t]+(?:(?:password|PASSWORD|values|VALUES)[ \t]+)?(?:["'\x5c\x60]+([^"'\x5c\x60]+)|([^ \t\r\n"'\x60\x5c;,)]+))`,
      keep: constants,
    },
    {
      name: "sql-password",
      starts: ["assword", "ASSWORD"],
      expression: r`(?:[ \t]*\([ \t]*|[ \t]+(?:FOR|for)[ \t]+["'\x60]?[\w.%-]+["'\x60]?(?:@["'\x60]?[\w.%-]+["'\x60]?)?[ \t]*=[ \t]*(?:(?:PASSWORD|password)\()?|[ \t]+)'((?:[^'\x5c\r\n]|\x5c[^\n]|'')+)'`,
      keep: keepWords,
    },
  ],
};
