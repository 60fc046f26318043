import type { Family } from "../rule.ts";
import { assigned, keepWords } from "../values.ts";
import { suffix } from "./passwords.ts";

const r = String.raw;

/** Whose key it is says that it is a secret; `public`, `primary`, `cache` and the like say the opposite. */
const owners = [
  "[aA]pi|API|[aA]ccess|ACCESS|[pP]rivate|PRIVATE|[aA]uth|AUTH|[sS]hared|SHARED|[mM]aster|MASTER",
  "[cC]ryption|CRYPTION|ncrypt|[sS]igning|SIGNING|[aA]ccount|ACCOUNT|[sS]torage|STORAGE|[aA]pp|APP|application",
  "[sS]ubscription|SUBSCRIPTION|[sS]ervice|SERVICE|[lL]icen[sc]e|LICENSE|[aA]dmin|ADMIN|[wW]rite|hmac|HMAC|jwt|JWT",
  "[dD]eploy|DEPLOY|[wW]ebhook|[fF]unctions?|[sS]ession|SESSION|rc_|[lL]ogin|[mM]aintenance|[rR]ecovery",
].join("|");

/** A key without an owner may be a cache's or a map's: only what looks drawn by lot counts. */
const harmless = [
  r`^[^0-9]*$|^[^A-Za-z]*$|^.{1,5}$`,
  r`[/:#@?*(){}\[\]]`,
  r`^[A-Za-z]+(?:[-_.][A-Za-z]+)*[-_.]v?[0-9]{1,4}(?:[-_.][A-Za-z0-9]{1,12})*$`,
  r`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`,
  r`^[0-9]{4}-?[0-9]{2}-?[0-9]{2}`,
].join("|");

/** A key and what may follow it at once; most lines that speak of keys have neither. */
const signs = ["=", ":", '"', "'", "\\", "]", " =", " :", "%3", " is", "->", ">", "s=", "s:", 's"', "_"];
const needs = ["key", "Key", "KEY"].flatMap((key) => signs.map((sign) => key + sign));

export const keys: Family = {
  name: "keys",
  hides: "API keys, access keys, encryption keys and what is assigned to the bare name key",
  rules: [
    {
      name: "api-key",
      expression: r`(?:${owners})[-_. ]?(?:[kK]ey|KEY)[sS]?${suffix}${assigned}`,
      needs,
      keep: r`${keepWords}|^-----|^[0-9]{1,4}$`,
    },
    {
      name: "key",
      starts: ["key", "Key", "KEY"],
      expression: assigned,
      keep: `${keepWords}|${harmless}`,
    },
  ],
};
