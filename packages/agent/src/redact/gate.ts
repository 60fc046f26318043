import { type Family, textsOf } from "./rule.ts";

/*
 * Texts one of which is in every line a rule may change: parts of the texts of the rules, few and rare, since
 * every line is searched for each of them. A test proves that none is missing.
 */
export const gateTexts: readonly string[] = [
  // Names of secrets: password, passphrase, pass, pwd, secret, token, key, credential.
  "pass",
  "Pass",
  "PASS",
  "pwd",
  "Pwd",
  "PWD",
  "sswor",
  "SSWOR",
  "cret",
  "CRET",
  "oken",
  "OKEN",
  "key",
  "Key",
  "KEY",
  "redential",
  "REDENTIAL",
  "dentified",
  "DENTIFIED",
  "otp",
  "OTP",
  // Headers, cookies, sessions and signatures.
  "uthoriz",
  "UTHORIZ",
  "earer",
  "EARER",
  "asic ",
  "auth",
  "ookie",
  "OOKIE",
  "SESS",
  "essionid=",
  "essionId=",
  "jsess",
  "T_Sess",
  "onnect.sid",
  "code=",
  "ignature=",
  "sig=",
  "SAMLR",
  // Arguments of commands.
  " -p",
  "redis-cli",
  "ldap",
  "masterauth",
  "curl",
  "wget",
  "smbclient",
  // URLs and connection strings; the at sign is that of mail addresses, too.
  "@",
  "%3A%2F%2F",
  "%3a%2f%2f",
  "%40",
  "hook",
  "api.telegram",
  // Armour and formats of keys.
  "PRIVATE",
  "Private-L",
  '"kty"',
  "eyJ",
];

const shortest = (texts: Iterable<string>): string[] => {
  const all = [...new Set(texts)];
  return all.filter((text) => !all.some((other) => other !== text && text.includes(other)));
};

/** The texts a family looks for; one that contains another says nothing more. */
export const textsOfFamily = (family: Family): string[] =>
  shortest(family.rules.flatMap((rule) => textsOf(rule)));
