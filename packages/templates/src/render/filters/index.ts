import { json, yaml } from "./data.ts";
import { alloyString, goRegex, logqlString } from "./go.ts";
import { indent } from "./indent.ts";
import { shellQuote } from "./shell.ts";
import { systemdEscape } from "./systemd.ts";
import { bytes, goDuration, seconds } from "./units.ts";

/** What templates have beside Nunjucks' own filters. */
export const filters: Record<string, (...args: never[]) => string> = {
  alloyString,
  bytes,
  goDuration,
  goRegex,
  indent,
  json,
  logqlString,
  seconds,
  shellQuote,
  systemdEscape,
  yaml,
};
