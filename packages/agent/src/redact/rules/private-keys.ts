import type { Family } from "../rule.ts";

const r = String.raw;

export const privateKeys: Family = {
  name: "private-keys",
  hides: "private keys in PEM and PGP armour, on one line or on many",
  rules: [
    {
      name: "private-key",
      starts: ["PRIVATE KEY"],
      // A key that was cut off goes to the line's end; the words alone, in a message, stay.
      expression: r`(?: BLOCK)?-----((?:[ \t\r\n]|\x5c+[rn])*(?:[A-Za-z0-9+/=]{16}|Proc-Type|Version|Comment|Hash)[^\x00]*?)(?:-----END|$)`,
    },
    {
      name: "putty-key",
      starts: ["Private-Lines:"],
      expression: r`[ \t]*[0-9]+[ \t\r\n\x5crn]+([A-Za-z0-9+/=\r\n\x5c]{16,})`,
    },
    {
      name: "jwk",
      starts: ['"d":', '"d" :'],
      expression: r`[ \t]*"([A-Za-z0-9_-]{16,})"`,
      needs: ['"kty"'],
    },
  ],
};
