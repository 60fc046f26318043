/*
 * What stands between a key and its value, and how far the value goes. A backslash is written \x5c, since
 * some ways to write a configuration halve `\\`.
 */

const r = String.raw;

/** After the last letter of a key: closing quotes (escaped and encoded ones too), a bracket. */
const closing = r`(?:["'\x60\x5c\]]|%2[27]|%5[dD])*`;
const sign = r`(?:=>|:=|->|==?|%3[AaDd](?:%20|\+)*)`;
/** `{"name": "DB_PASSWORD", "value": "x"}`, `name="password" value="x"`, the same on two lines of YAML. */
const named = r`(?:["'\x5c\r\n][ \t]*,?[ \t\r\n]*["'\x5c]*|[ \t]+)[vV]alue["'\x5c]*[ \t]*[:=]`;
/** What a value is wrapped in: a list, Rust, Java, PHP, PowerShell. */
const wrapped = r`(?:[\[(]|Some\(|Optional\[|string\([0-9]+\) |\(?ConvertTo-SecureString (?:-String )?)?`;
const direct = r`(?:${closing}[ \t]*${sign}[ \t]*|${closing}::?|${named}[ \t]*)${wrapped}`;
const spaced = r`${closing}[ \t]*::?(?:[ \t]+|%20)${wrapped}`;

/** A quoted secret does not begin with these: they follow an empty pair of quotes. */
const afterEmpty = r`"'\x5c,:;})\]> \t\r\n`;
const doubleQuoted = r`[bBuUN@]?"([^${afterEmpty}](?:[^"\x5c]|\x5c[^\n])*)`;
const singleQuoted = r`[bBuUN@]?'([^${afterEmpty}](?:[^'\x5c]|\x5c[^\n]|'')*)`;
/** `\"x\"`: JSON inside of JSON. */
const escaped = r`\x5c+["']([^${afterEmpty}](?:[^"'\x5c]|\x5c+[^"'\x5c])*)`;
/** What Terraform changes a quoted value into. */
const changed = r`(?:"[ \t]*[-=]>[ \t]*"([^"\x5c]+))?`;
/** In quotes of any kind, with the prefixes of Python, C# and SQL; the closing quote may have been cut off. */
const quoted = r`${doubleQuoted}${changed}|${singleQuoted}|${escaped}|\x60([^\x60\r\n]+)|%22([^%&" \t\r\n]+)`;

const ends = r` \t\r\n"'\x60\x5c,;&<>)\]}`;
const first = r`${ends}{(\[=:|`;
/** Of LDAP: `{SSHA}…`. */
const scheme = r`(?:\{[A-Z0-9-]{3,12}\})?`;
/** A backslash belongs to a value unless it escapes a quote or a line's end. */
const more = r`(?:[^${ends}]|\x5c[^"'\x5cnrtu \t\r\n])*`;

/**
 * Without quotes, to the next blank, quote, bracket, comma, semicolon or ampersand. Commas and ampersands
 * are a part of it where no `key=` follows: `Tr0ub4dor&3` ends a line, `a&user=b` is a query.
 */
const unquoted = r`([^${first}][^${ends}=]*(?:[,&]+[^${ends}=:]+)+)(?:[ \t\r\n"');\]}]|$)|(${scheme}[^${first}]${more})`;

/** `: ` is prose more often than not: letters alone count only where the line, the list or the next key is. */
const worded = r`(${scheme}[A-Za-z.-]*[^A-Za-z.${first}-]${more})|([A-Za-z][A-Za-z.-]*)(?:[ \t\r\n]*$|[,;}\])\x5c&<\r\n]|["'](?:[^A-Za-z]|$)|[ \t]+[\w.-]+["']?[=:])`;

/** `password is x`, `password set to x`: only quoted, or with a digit or a sign that no prose has. */
const told = r`["']?[ \t]+(?:is|was|to|(?:(?:is|was|has been)[ \t]+)?(?:now|set to|reset to|changed to))[ \t]*:?[ \t]+(?:["'\x5c]+([^"'\x5c]+)|([A-Za-z_-]*[0-9@#$%^*!][^ \t\r\n"'\x5c,;)\]}]*))`;

/** `>x</key>`, also after attributes; after a quoted name only what is no word. */
const tagged = r`(?:[ \t][^<>]*)?>([^<>\r\n]+)</|"[^<>]*>([A-Za-z.-]*[^A-Za-z<>\r\n .-][^<>\r\n]*)</`;

/** Behind a key: `="value"`, `":"value"` and so on. */
export const inQuotes = r`(?:${direct}|${spaced})(?:${quoted})`;
/** `=value`, `: value`, `>value</key>`, ` is value`. */
export const bare = r`(?:${spaced}(?:${worded})|${direct}(?:${unquoted})|${tagged}|${told})`;

/** How such a value begins, in short: enough to mark the key. */
export const follows = r`["'\x60\x5c\]]*(?:[ \t]*[=:>,%-]|[ \t]+(?:is|was|has|re|set|changed|to|now|value|Value|Type)\b|\r?\n)`;

/** Behind a key: a value of which nothing is hidden, given as alternatives; it ends where values end. */
export const kept = (values: readonly string[]): string =>
  r`(?:${direct}|${spaced})(?:[bBuUN@]?\x5c*["'\x60])?(?:${values.join("|")})(?:\x5c?["'\x60](?:[^"'\w]|$)|[ \t\r\n,;&<>)\]}]|$)`;

/** Behind a key: a value in quotes that is hidden by now. */
export const hiddenAlready = r`(?:${direct}|${spaced})(?:[bBuUN@]?\x5c*["'\x60]|%22)[*]{3}`;

/** What stands where a secret would: constants, placeholders, calls, what is hidden already. */
export const placeholders = [
  r`(?i:true|false|null|nil|none|undefined|nan|yes|no|n/a|unset|empty)`,
  r`[^A-Za-z0-9${first}]+|[xX]{3,}`,
  r`\$[A-Z_][A-Z0-9_]*|\$[0-9]+|[@:][a-z]\w*|%[a-z]|(?:\$[({]|%[(]|\{\{).*`,
  // A call; Some("x") is a value, getenv("X") is none.
  r`(?:[A-Za-z_][\w.:]*[(][^"'0-9]|(?:PASSWORD|\w*[gG]et\w*|\w*[eE]nv|\w*[rR]ead\w*|[a-z]\w*\.\w+)[(]).*`,
  r`<[A-Za-z_ -]+>|!(?:vault|reference|secret|Ref|Sub|GetAtt)\b|@/[\w./-]+|\?[^}"']*`,
  // What a program's source says.
  r`(?:req|request|self|this|process|os|config|cfg|options|opts|params|args|settings|body|ctx|env|form|data|user|session)\.[A-Za-z_][A-Za-z_.]*(?:\[.*)?`,
  r`\W?(?i:redacted|filtered|masked|hidden|removed|encrypted|protected)\W?`,
];

/** Words and sentences that say something about a secret instead of being one. */
export const prose = [
  r`(?i:wrong|bad|incorrect|invalid|required?|missing|expired|fail(?:ed|ure|ing)?|denied|rejected|accepted|valid|ok|changed|reset|set|updated?|unknown|(?:dis|en)abled|mismatch|weak|strong|prompt|string|str|text|number|int|bool(?:ean)?|object|any|optional|default|success(?:ful)?|error|refreshed|revoked|issued|created|deleted|on|off|not|must|too|is|was|the|it|found|verified|rotated|unauthorized|forbidden|unexpected|malformed|signature|EOF|include|omit|chauthtok|allow|deny|closed|open|hash(?:ed)?|digest|bcrypt|scrypt|argon2(?:i|d|id)?|pbkdf2|sha-?(?:1|256|512)|md5|await|password|token|secret|key)[.!?]?`,
  r`(?i:is|are|was|must|can|can't|cannot|should|has|have|does|doesn't|may|please|too|not|no|at least|this|the|your)[ '][\w '’().,:-]*`,
];

export const constants = r`^(?:(?i:true|false|null|nil|none|undefined|yes|no|invalid|incorrect|missing|failed|required)|[^A-Za-z0-9]+|\$[A-Z_][A-Z0-9_]*|\$[({].*|%[a-z]|[@:][a-z]\w*|[A-Za-z_][\w.:]*[(].*)$`;
