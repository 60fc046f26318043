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
    // `New password for bob: x`, `A temporary password is generated for root@localhost: x`.
    name: "announced",
    starts: ["password ", "Password "],
    expression: r`(?:is[ \t]+|was[ \t]+)?(?:(?:generated|created|set)[ \t]+)?for[ \t]+[^:\r\n]{1,60}?(?::|[ \t]is:?)[ \t]+["'\x60]?([^ \t\r\n"'\x5c\x60]*[0-9@#$%^*!+;~][^ \t\r\n"'\x5c\x60]*)`,
    // Addresses, counts and what is named by its key are no passwords.
    keep: r`^[0-9.:,]+$|^.{0,4}$|=|^[a-z]+:|://`,
  },
  {
    // In a sentence; a word of letters only is most often one of its words.
    name: "told",
    starts: ["ith password ", "ith Password "],
    expression: r`["'\x60]?([^ \t\r\n"'\x60\x5c,;()]*[0-9@#$%^&*!+~][^ \t\r\n"'\x60\x5c,;()]*)`,
    keep: constants,
  },
  {
    // Behind a command's or a sentence's last word: only what has letters, digits and no blank looks like one.
    name: "told-plainly",
    starts: [" password ", " passphrase "],
    expression: r`["'\x60]?((?:[A-Za-z][A-Za-z_.!@#$%^*+~-]*[0-9]|[0-9]+[-_.!@#$%^*+~]*[A-Za-z])[^ \t\r\n"'\x60\x5c,;:=()\]<>/]*)(?:["'\x60.]?[ \t\r\n]|["'\x60.]?$)`,
    keep: constants,
  },
  {
    name: "xml",
    starts: ["password ", "Password "],
    expression: r`[^<>"\r\n]*="[^<>\r\n]*>([^<>\r\n]+)</`,
    keep: constants,
  },
  {
    name: "kubeconfig",
    starts: ["client-key-data"],
    expression: r`["'\x5c]*[ \t]*:[ \t]*["'\x5c]*([A-Za-z0-9+/]{16,}={0,2})`,
  },
  {
    name: "configured",
    starts: [
      ..."ecret_access_key|ecret_key|_token|-token|_secret|_password|api_key|apikey".split("|"),
      ..."_PASSWORD|_SECRET|_TOKEN|_KEY".split("|"),
    ],
    expression: r`[ \t]+["']?([A-Za-z0-9+/_.~-]{6,}={0,2})(?:["' \t\r\n]|$)`,
    keep: r`^[A-Za-z_.-]+$|^[0-9.:-]+$|^[a-z]+[_.-][a-z0-9_.-]+$|^[0-9a-f]{8}-[0-9a-f]{4}-`,
  },
  {
    // A default beside the variable's name.
    name: "source",
    starts: ["define(", "env("],
    expression: r`["']\w*(?:PASS|PW|SECRET|TOKEN|KEY|pass|secret|token|key)\w*["'],[ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)')`,
    keep: constants,
    needs: ["PASS", "PW", "CRET", "KEN", "KEY", "pass", "cret", "ken", "key"],
  },
  {
    name: "sql-password",
    starts: ["password", "Password", "PASSWORD"],
    expression: r`(?:[ \t]*\([ \t]*|[ \t]+(?:FOR|for)[ \t]+["'\x60]?[\w.%-]+["'\x60]?(?:@["'\x60]?[\w.%-]+["'\x60]?)?[ \t]*=[ \t]*(?:(?:PASSWORD|password)\()?|[ \t]+)(?:'((?:[^'\x5c\r\n]|\x5c[^\n]|'')+)'|"([^"\x5c\r\n]+)")`,
    keep: constants,
  },
];
