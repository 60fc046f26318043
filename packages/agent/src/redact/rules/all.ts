import type { Family } from "../rule.ts";
import { assignments } from "./assignments.ts";
import { commands } from "./commands.ts";
import { headers } from "./headers.ts";
import { money } from "./money.ts";
import { people } from "./people.ts";
import { privateKeys } from "./private-keys.ts";
import { sessions } from "./sessions.ts";
import { urls } from "./urls.ts";
import { vendors } from "./vendors.ts";

/** The built-in families, in the order in which they run: what is certain by its form comes first. */
export const families: readonly Family[] = [
  privateKeys,
  urls,
  vendors,
  headers,
  sessions,
  commands,
  assignments,
  people,
  money,
];
