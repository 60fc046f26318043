import { json, yaml } from "./data.ts";
import { alloyString, goRegex, logqlString } from "./go.ts";
import { indent } from "./indent.ts";
import { shellQuote } from "./shell.ts";
import { systemdEscape } from "./systemd.ts";

/** What templates have beside Nunjucks' own filters. */
export const filters: Record<string, (...args: never[]) => string> = {
  alloyString,
  goRegex,
  indent,
  json,
  logqlString,
  shellQuote,
  systemdEscape,
  yaml,
};
