import type { Family } from "../rule.ts";
import { assignments } from "./assignments.ts";
import { commands } from "./commands.ts";
import { formats } from "./formats.ts";
import { headers } from "./headers.ts";
import { money } from "./money.ts";
import { people } from "./people.ts";
import { urls } from "./urls.ts";

/** Families that share their first filter. */
export interface Group {
  /** Texts one of which is in every line that a rule may change. */
  texts?: readonly string[];
  /** What every such line matches. */
  matches?: string;
  families: readonly Family[];
}

/*
 * Parts of the texts that rules look for, few and rare: every line is searched for each of them. A search for
 * a text that begins with a rare letter costs half of another.
 */
const keywords = [
  // Names of secrets.
  "pass|Pass|PASS|pwd|Pwd|PWD|cret|CRET|ken|KEN|key|Key|KEY|redential|REDENTIAL|dentified|DENTIFIED|OTP",
  // Headers, cookies, sessions, signatures.
  'uthoriz|UTHORIZ|Bearer|bearer|BEARER|Basic |basic |uth"|uth=|kie|KIE|SESS|jsess|T_Sess',
  "?code=|&code=|gnature=|?sig=|&sig=|SAMLR",
  // Commands.
  "mysq|mariad|mongo|ker login|man login|s-cli|ldap|curl",
  // Formats.
  '%3A%2F|%3a%2f|%40|hook|/bot|PRIVATE|Private-L|"kty"|yJ|AKIA|ASIA|AIza|ya29.|GOCSP|ghp_|gho_|ghu_|ghs_|ghr_',
  "_pat_|xox|xapp-|glpat-|gldt-|glrt-|glsa_|k_live_|k_test_|whsec_|npm_|pypi-Ag|SG.|hf_|dop_v1|hpat_|hvs.",
  ".atlasv1|NRAK-|PMAK-|_api_|ATATT3|pul-|sk-",
].flatMap((texts) => texts.split("|"));

/** The built-in rules, in the order in which they run: what is certain by its form comes first. */
export const groups: readonly Group[] = [
  { texts: ["@"], families: [urls, people] },
  { texts: keywords, families: [formats, headers, commands, assignments] },
  { ...(money.matches !== undefined && { matches: money.matches }), families: [money] },
];

export const families: readonly Family[] = groups.flatMap((group) => group.families);
