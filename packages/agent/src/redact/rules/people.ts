import { type Family, marks } from "../rule.ts";

const r = String.raw;

/** Letters and digits, also of names outside of ASCII. */
const letters = r`A-Za-z0-9\x{c0}-\x{24f}`;

/** Endings of units, files and pictures in two sizes. */
const endings = [
  "service|socket|timer|target|mount|automount|slice|scope|path|device|swap",
  "png|jpe?g|gif|svg|webp|ico|js|mjs|ts|tsx|jsx|css|scss|map|json|ya?ml|xml|html?|md|txt|log|conf|cfg|ini|sh|py|rb",
  "go|rs|jar|war|zip|tgz|gz|deb|rpm|so|exe|dll|php|java|sql|lock|toml|patch|diff|bak|tmp|mp4|mp3|pdf",
].join("|");

/** Begins with a text, so that a line without an at sign costs next to nothing. */
export const addressAt = r`@[${letters}-]+\.[${letters}]`;

export const people: Family = {
  name: "people",
  hides: "e-mail addresses",
  matches: addressAt,
  rules: [
    // What looks like an address and is none: units of systemd, files, versions, Git over SSH, message ids.
    {
      name: "mark-no-address",
      starts: ["@"],
      expression: r`()(?:v?[0-9]+\.[0-9x]|[0-9.]+(?:[^0-9A-Za-z.]|$)|[A-Za-z0-9.-]+\.(?:${endings})(?:[^0-9A-Za-z.-]|$))`,
      mark: "harmless",
    },
    // The user's name in a URL stays, as it does with a password.
    { name: "mark-url", starts: ["://"], expression: "[A-Za-z0-9_.-]*@()", mark: "harmless" },
    { name: "mark-git", starts: ["git@"], expression: "()", mark: "harmless" },
    {
      name: "mark-message-id",
      starts: ["essage-id=<", "essage-ID: <"],
      expression: "[^@> ]*@()",
      mark: "harmless",
    },
    {
      name: "email",
      // user@host:path is a place, not a person.
      expression: r`([${letters}](?:[${letters}._%+-]|'[A-Za-z])*@[${letters}-]+(?:\.[${letters}-]+)*\.[A-Za-z][A-Za-z]+)(?:[^A-Za-z0-9_:@./*-]|[.:-](?:[^A-Za-z0-9_/~.]|$)|/(?:[^/]|$)|$)`,
      texts: ["@"],
    },
    { name: "unmark", starts: [marks.harmless], expression: "", replacement: "" },
  ],
};
