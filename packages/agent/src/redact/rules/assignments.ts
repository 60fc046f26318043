import { type Family, type Mark, mark, marks, type Rule } from "../rule.ts";
import { bare, follows, hiddenAlready, inQuotes, kept, placeholders, prose } from "../values.ts";
import { options } from "./commands.ts";
import { statements } from "./statements.ts";

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
const others = "ache CACHE rimary oreign artition outing ublic dempotency bject essage ort ndex ocket".split(
  " ",
);

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

/** Puts another mark in the place of one that is followed by what `after` says. */
const remarked = (name: Mark, after: string, replacement: string): Rule => ({
  name: `mark-${name}-again`,
  expression: `(${mark(name)})${after}`,
  texts: [marks[name]],
  replacement,
});

/** Rules for lines with one text; without it, a line costs as little as one stage. */
const only = (text: string, rules: Rule[]): Rule[] => {
  const needs = [text];
  return rules.map((rule) => ({ ...rule, needs }));
};

/** A model's tokens and the tests that passed are counted; a parser's token may be a sign. */
const counted = (start: string): Rule => ({
  name: "mark-count",
  starts: [start],
  expression: r`()["'\x5c]*[ \t]*[=:][ \t]*["'\x5c]*(?:[0-9]{1,5}%?|[^ \t"'\x5c=>:]{1,2})(?:[ \t\r\n,;}\])"'\x5c&<]|$)`,
  mark: "harmless",
});

const passwords = (start: string): Rule[] =>
  only(start, [
    {
      name: "mark-other-pass",
      starts: [`om${start}`, `by${start}`, `tres${start}`],
      expression: "()",
      mark: "harmless",
    },
    {
      name: "mark-password",
      starts: [start],
      expression: r`([-_]?(?:[wW]or[dt]|WORD|[wW]d|WD|[pP]hrase|PHRASE|[cC]ode|CODE|[kK]ey)s?${suffix})${follows}`,
      mark: "secret",
    },
    counted(start),
    {
      name: "mark-pass",
      starts: [start],
      // Tests that pass are told in capitals, too.
      expression: start === "PASS" ? r`()[ \t]*=` : `([0-9]{0,2})${follows}`,
      mark: "secret",
    },
  ]);

const tokens = (start: string): Rule[] =>
  only(start, [
    // A page's token and one that a parser met are none.
    ...(start === "oken"
      ? [
          {
            name: "mark-other-token",
            starts: ["age", "ext", "ontinuation", "ursor", "ync", "nexpected"],
            expression: "([-_ ]?[tT]oken)",
            mark: "harmless" as const,
          },
        ]
      : []),
    counted(start),
    { name: "mark-token", starts: [start], expression: `((?:_hint)?${suffix})${follows}`, mark: "secret" },
  ]);

const secrets = (start: string): Rule => ({
  name: "mark-secret",
  starts: [start],
  expression: r`((?:s|S|[-_ ]?(?:[aA]ccess[-_ ]?)?[kK]ey(?:_base)?|_?(?:ACCESS_?)?KEY(?:_BASE)?|[-_]?(?:[sS]tring|[iI][dD]|ID))?${suffix})${follows}`,
  mark: "secret",
});

const keys: Rule[] = [
  {
    name: "mark-owned-key",
    starts: owners,
    expression: `([-_. ]?(?:[kK]ey|KEY)[sS]?${suffix})${follows}`,
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
  {
    name: "mark-key",
    starts: ["key", "Key", "KEY"],
    expression: `()${follows}`,
    mark: "key",
    needs: keySigns,
  },
  // What is no secret loses its mark; the rest of the bare keys is treated as the others are.
  { ...remarked("key", kept(harmless), marks.harmless), needs: keySigns },
  { ...remarked("key", "", marks.secret), needs: keySigns },
];

export const assignments: Family = {
  name: "assignments",
  hides: "what is assigned to a name of a password, passphrase, secret, credential, token or key",
  rules: [
    ...options,
    ...passwords("pass"),
    ...passwords("Pass"),
    ...passwords("PASS"),
    ...only("_PASS", [{ name: "mark-pass", starts: ["_PASS"], expression: `()${follows}`, mark: "secret" }]),
    {
      name: "mark-pwd",
      starts: [
        ..."pwd|Pwd|PWD|bindpw|rootpw|psk|Psk|PSK|_pw|Pw|csrf|CSRF|ennwort|ot de passe|ontrase\u00f1a|achtwoord".split(
          "|",
        ),
      ],
      expression: `()${follows}`,
      mark: "secret",
    },
    { name: "mark-other-secret", starts: ["ullSecret", ":secret"], expression: "()s?:", mark: "harmless" },
    counted("ecrets"),
    secrets("ecret"),
    secrets("ECRET"),
    {
      name: "mark-credential",
      starts: ["redential", "REDENTIAL"],
      expression: `([sS]?)${follows}`,
      mark: "secret",
    },
    ...tokens("oken"),
    ...tokens("OKEN"),
    { ...counted("keys"), needs: keySigns },
    ...keys,
    ...only(marks.secret, [
      remarked("secret", kept([...placeholders, ...paths]), marks.harmless),
      remarked("secret", kept(prose), marks.harmless),
      { name: "secret", starts: [marks.secret], expression: inQuotes },
      remarked("secret", hiddenAlready, marks.harmless),
      { name: "secret", starts: [marks.secret], expression: bare },
      { name: "unmark", starts: [marks.secret], expression: "", replacement: "" },
    ]),
    { name: "unmark", starts: [marks.harmless], expression: "", replacement: "" },
    ...statements,
  ],
};
