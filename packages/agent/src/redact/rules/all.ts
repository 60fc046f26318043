import type { Family } from "../rule.ts";
import { assignments } from "./assignments.ts";
import { commands } from "./commands.ts";
import { formats } from "./formats.ts";
import { headers } from "./headers.ts";
import { likelyNumbers, money, numbers } from "./money.ts";
import { addressAt, people } from "./people.ts";
import { urls } from "./urls.ts";

const r = String.raw;

/** Families that share their first filter. */
export interface Group {
  /** Texts one of which is in every line that a rule may change. */
  texts?: readonly string[];
  /** Expressions one of which every such line matches. */
  matches?: readonly string[];
  families: readonly Family[];
}

/*
 * Parts of the texts that rules look for, few and rare: every line is searched for each of them. A search for
 * a text that begins with a rare letter costs half of another.
 */
const keywords = [
  // Names of secrets.
  "pass|Pass|PASS|pw|Pw|PW|csrf|CSRF|ennwort|ontrase|achtwoo|psk|Psk|PSK|cret|CRET|ken|KEN|key|Key|KEY|redential|REDENTIAL|dentified|DENTIFIED|OTP|otp=|otp:|cation code|FA code|cvv|CVV|cvc|CVC",
  // Headers, cookies, sessions, signatures.
  'uthoriz|AUTH|earer|BEARER|asic |uth"|uth=|kie|KIE|SESS|sessionid|_session=|T_Sess',
  "?code=|&code=|gnature=|sig=|SAMLR",
  // Commands.
  'mysq|mariad|mongo|ker login|man login| -a |do -S|masterauth|ldap|curl|etcdc|ssl enc|net use|ncrypt=|-server c| -u | -U | --username|snmp|creds|SecureStr|nseal| LOGIN |"auth" |ogin incor|ogin OK: [',
  // Formats.
  '$6$|$2b$|$2y$|%3A%2F|%3a%2f|%40|hook|/bot|:AA|PRIVATE|Private-L|"kty"|yJ|AKIA|ASIA|AIza|ya29.|GOCSP|ghp_|gho_|ghu_|ghs_|ghr_',
  "_pat_|xox|xapp-|glpat-|gldt-|glrt-|glsa_|k_live_|k_test_|whsec_|npm_|pypi-Ag|SG.|hf_|dop_v1|hpat_|hvs.",
  ".atlasv1|NRAK-|PMAK-|n_api_|ATATT3|pul-|sk-",
].flatMap((texts) => texts.split("|"));

/** The built-in rules, in the order in which they run: what is certain by its form comes first. */
export const groups: readonly Group[] = [
  { texts: ["@"], families: [urls, people] },
  { texts: keywords, families: [formats, headers, commands, assignments] },
  { matches: [numbers], families: [money] },
];

/**
 * An at sign alone says little (`app@shop`, `[Server@325]`): an address has a point behind it, a URL stands before
 * it, and some programs write neither. Each begins with a text.
 */
const likelyAt = [
  addressAt,
  r`://[^ \t\r\n"'<>]*@`,
  r`@tcp\(`,
  r`@unix\(`,
  r`oracle:thin:[^ @]*@`,
  r`sqlplus [^@]*@`,
];

/** Every line that a rule may change has one of these; most lines have none and are done. */
export const first: Required<Omit<Group, "families">> = {
  texts: keywords,
  matches: [...likelyAt, ...likelyNumbers],
};

export const families: readonly Family[] = groups.flatMap((group) => group.families);
