import { type Family, type Mark, mark, marks, type Rule } from "../rule.ts";
import { bare, constants, follows, hiddenAlready, inQuotes, kept, placeholders, prose } from "../values.ts";

const r = String.raw;

/** `password1`, `password_hash`, `passwordConfirmation`. */
const suffix = r`(?:[-_.]?(?:[0-9]{1,3}|[hH]ash|HASH|[dD]igest|[vV]alue|VALUE|[tT]ext|[cC]onfirm(?:ation)?|[nN]ew|[oO]ld))?`;

/** Whose key it is says that it is a secret, or that it is none. */
const owners = [
  ..."pi PI ccess CCESS rivate RIVATE cryption CRYPTION igning IGNING aster ASTER hared ccount CCOUNT uth UTH pp PP".split(
    " ",
  ),
  ..."ervice torage icense LICENSE dmin hmac HMAC ubscription ession ESSION unction unctions".split(" "),
];
const others = "ache CACHE rimary oreign artition outing ublic dempotency bject essage ort ndex".split(" ");

/** A key and what may follow it at once; most lines that speak of keys have neither. */
const signs = ["=", ":", '"', "'", "\\", "]", " =", " :", "%3", " is", "->", ">", "s=", "s:", 's"', "_", "-"];
const keySigns = ["key", "Key", "KEY"].flatMap((key) => signs.map((sign) => key + sign));

/** Where a secret is kept, a shell's working folder. */
const paths = [
  r`(?:~|\.{0,2})(?:/[\w.-]+)(?:/[\w.-]+)+/?|/[a-z]*|~/?[\w./-]*|[A-Z]:[/\x5c].*`,
  r`(?:secret|vault|ssm|env|file|arn|op|awskms)://?.*|arn:aws.*|-----.*|A[KS]IA.*|[*][*][*].*`,
];

/** A key without an owner may be a cache's or a map's: only what looks drawn by lot counts. */
const word = "[A-Za-z0-9_+=~.-]";
const harmless = [
  r`[^0-9 \t\r\n"'\x60\x5c,;&<>)\]}]+|[^A-Za-z \t\r\n"'\x60\x5c,;&<>)\]}]+`,
  `${word}${word}?${word}?${word}?${word}?`,
  r`[^ \t\r\n"'\x60\x5c,;&<>)\]}]*[/:#@?*({\[][^ \t\r\n"'\x60\x5c,;&<>)\]}]*`,
  r`[A-Za-z]+(?:[-_.][A-Za-z]+)*[-_.]v?[0-9][0-9]?[0-9]?[0-9]?(?:[-_.][A-Za-z0-9]+)*`,
  "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
  "[0-9]{4}-?[0-9]{2}-?[0-9]{2}.*|(?:ssh|ecdsa|rsa|ed)-.*",
];

const end = follows;

/** Puts another mark in the place of one that is followed by what `after` says. */
const unmarked = (name: Mark, after: string, replacement: string): Rule => ({
  name: `mark-${name}-again`,
  expression: `(${mark(name)})${after}`,
  texts: [marks[name]],
  replacement,
});

export const assignments: Family = {
  name: "assignments",
  hides: "what is assigned to a name of a password, passphrase, secret, credential, token or key",
  rules: [
    {
      name: "mark-password",
      starts: ["pass", "Pass", "PASS"],
      expression: r`([-_]?(?:[wW]or[dt]|WORD|[wW]d|WD|[pP]hrase|PHRASE|[cC]ode|CODE|[kK]ey)s?${suffix})${end}`,
      mark: "secret",
    },
    { name: "mark-pwd", starts: ["pwd", "Pwd", "PWD"], expression: `()${end}`, mark: "secret" },
    {
      name: "mark-secret",
      starts: ["ecret", "ECRET"],
      expression: r`((?:s|S|[-_ ]?(?:[aA]ccess[-_ ]?)?[kK]ey(?:_base)?|_?(?:ACCESS_?)?KEY(?:_BASE)?|[-_]?(?:[sS]tring|[iI][dD]|ID))?${suffix})${end}`,
      mark: "secret",
    },
    {
      name: "mark-credential",
      starts: ["redential", "REDENTIAL"],
      expression: `([sS]?)${end}`,
      mark: "secret",
    },
    // A page's token and one that a parser met are none.
    {
      name: "mark-other-token",
      starts: ["age", "ext", "ontinuation", "ursor", "ync", "nexpected"],
      expression: "([-_ ]?[tT]oken)",
      mark: "harmless",
      needs: ["oken"],
    },
    { name: "mark-other-pass", starts: ["ompass", "ypass", "respass"], expression: "()", mark: "harmless" },
    // A model's tokens and the tests that passed are counted; a parser's token may be a sign.
    {
      name: "mark-count",
      starts: ["oken", "OKEN", "pass", "Pass", "PASS"],
      expression: r`()["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*(?:[0-9]{1,5}%?|[^ \t"'\x5c=>:]{1,2})(?:[ \t\r\n,;}\])"'\x5c&<]|$)`,
      mark: "harmless",
    },
    {
      name: "mark-token",
      starts: ["oken", "OKEN"],
      expression: `((?:_hint)?${suffix})${end}`,
      mark: "secret",
    },
    {
      name: "mark-pass",
      starts: ["pass", "Pass", "_PASS"],
      expression: `([0-9]{0,2})${end}`,
      mark: "secret",
    },
    { name: "mark-pass-upper", starts: ["PASS"], expression: r`()[ \t]*=`, mark: "secret" },
    {
      name: "mark-owned-key",
      starts: owners,
      expression: `([-_. ]?(?:[kK]ey|KEY)[sS]?${suffix})${end}`,
      mark: "secret",
      needs: keySigns,
    },
    {
      name: "mark-other-key",
      starts: others,
      expression: "([-_. ]?(?:[kK]ey|KEY))",
      mark: "harmless",
      needs: keySigns,
    },
    { name: "mark-key", starts: ["key", "Key", "KEY"], expression: `()${end}`, mark: "key", needs: keySigns },
    // What is no secret loses its mark; the rest of the bare keys is treated as the others are.
    // What is no secret loses its mark; the rest of the bare keys is treated as the others are.
    unmarked("key", kept(harmless), marks.harmless),
    unmarked("key", "", marks.secret),
    unmarked("secret", kept([...placeholders, ...paths]), marks.harmless),
    unmarked("secret", kept(prose), marks.harmless),
    { name: "secret", starts: [marks.secret], expression: inQuotes },
    unmarked("secret", hiddenAlready, marks.harmless),
    { name: "secret", starts: [marks.secret], expression: bare },
    { name: "unmark", starts: Object.values(marks), expression: "", replacement: "" },
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
  ],
};
