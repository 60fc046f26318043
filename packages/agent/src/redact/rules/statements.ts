import type { Rule } from "../rule.ts";
import { constants } from "../values.ts";

const r = String.raw;

/** Passwords in statements of SQL and in files of ftp's kind, where no sign stands between name and value. */
export const statements: readonly Rule[] = [
  {
    name: "netrc",
    starts: ["login "],
    expression: r`[^ \t\r\n]+[ \t\r\n]+password[ \t]+([^ \t\r\n]+)`,
    keep: constants,
    needs: ["password"],
  },
  {
    name: "sql",
    starts: ["dentified", "DENTIFIED"],
    // In small letters and without quotes it may be prose.
    expression: r`[ \t]+(?:(?:with|WITH)[ \t]+[\w"'\x60]+[ \t]+)?(?:(?:by|BY|as|AS)[ \t]+(?:(?:password|PASSWORD|values|VALUES)[ \t]+)?["'\x5c\x60]+([^"'\x5c\x60]+)|BY[ \t]+([^ \t\r\n"'\x60\x5c;,)]+)|by[ \t]+([A-Za-z_]*[0-9$#][^ \t\r\n"'\x60\x5c;,)]*))`,
    keep: constants,
  },
  {
    name: "sql-password",
    starts: ["password", "Password", "PASSWORD"],
    expression: r`(?:[ \t]*\([ \t]*|[ \t]+(?:FOR|for)[ \t]+["'\x60]?[\w.%-]+["'\x60]?(?:@["'\x60]?[\w.%-]+["'\x60]?)?[ \t]*=[ \t]*(?:(?:PASSWORD|password)\()?|[ \t]+)(?:'((?:[^'\x5c\r\n]|\x5c[^\n]|'')+)'|"([^"\x5c\r\n]+)")`,
    keep: constants,
  },
];
