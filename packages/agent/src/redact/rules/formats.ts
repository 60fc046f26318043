import type { Family } from "../rule.ts";
import { vendorKeys } from "./vendors.ts";

const r = String.raw;

/** What is known by its form, whatever stands before it. */
export const formats: Family = {
  name: "formats",
  hides: "private keys in PEM and PGP armour, keys of vendors by how they begin, JWT, links of webhooks",
  rules: [
    {
      name: "private-key",
      starts: ["PRIVATE KEY"],
      // A key that was cut off goes to the line's end; the words alone, in a message, stay.
      expression: r`(?: BLOCK)?-----((?:[ \t\r\n]|\x5c+[rn])*(?:[A-Za-z0-9+/=]{8}|Proc-Type|Version|Comment|Hash)[^\x00]*?)(?:-----END|$)`,
    },
    {
      name: "putty-key",
      starts: ["Private-Lines:"],
      expression: r`[ \t]*[0-9]+[ \t\r\n\x5crn]+([A-Za-z0-9+/=\r\n\x5c]{16,})`,
    },
    {
      name: "jwk",
      starts: ['"d":', '"d" :', '"k":'],
      expression: r`[ \t]*"([A-Za-z0-9_-]{16,})"`,
      needs: ['"kty"'],
    },
    {
      name: "webhook",
      needs: ["hook"],
      expression: r`(?:hooks\.slack\.com/(?:services|workflows|triggers)|discord(?:app)?\.com/api/webhooks|webhook\.office\.com/webhookb2|outlook\.office\.com/webhook|hooks\.zapier\.com/hooks/catch)/([A-Za-z0-9_@:/-]{8,})`,
    },
    { name: "telegram", starts: ["api.telegram.org/bot"], expression: r`([0-9]+:[A-Za-z0-9_-]{16,})` },
    { name: "telegram", needs: [":AA"], expression: r`([0-9]{8,10}:AA[A-Za-z0-9_-]{30,})` },
    // crypt(5): the salt and the hash.
    {
      name: "password-hash",
      texts: ["$6$", "$2b$", "$2y$"],
      expression: r`(\$(?:6|2[by])\$[0-9A-Za-z./$=,-]{16,})`,
    },
    {
      name: "url-encoded",
      starts: ["%3A%2F%2F", "%3a%2f%2f"],
      expression: r`[A-Za-z0-9._~-]*%3[aA]((?:[A-Za-z0-9._~!*-]|%[0-35-9A-Fa-f][0-9A-Fa-f]|%4[1-9A-Fa-f])+)%40`,
    },
    {
      name: "email-encoded",
      expression: r`([A-Za-z0-9._+-]+%40[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z][A-Za-z]+)`,
      needs: ["%40"],
    },
    ...vendorKeys,
  ],
};
