import type { Family } from "../rule.ts";

const r = String.raw;
const byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const hex = "[0-9A-Fa-f]{1,4}";

/** Only where the site's policy asks for it: a digit and a point or a colon are in nearly every line. */
export const addresses: Family = {
  name: "addresses",
  hides: "IP addresses of both versions",
  rules: [
    { name: "ipv4", expression: r`\b(${byte}(?:\.${byte}){3})\b`, texts: ["."] },
    {
      name: "ipv6",
      expression: `(?:^|[^0-9A-Za-z:.])(${[
        `(?:${hex}:){7}${hex}`,
        `(?:${hex}:){1,6}(?::${hex}){1,6}`,
        `(?:${hex}:){1,7}:`,
        `::(?:[fF]{4}:)?${byte}(?:\\.${byte}){3}`,
        `::${hex}(?::${hex}){0,6}`,
      ].join("|")})(?:[^0-9A-Za-z:]|$)`,
      texts: [":"],
    },
  ],
};
