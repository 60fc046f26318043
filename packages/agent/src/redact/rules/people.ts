import type { Family } from "../rule.ts";

const r = String.raw;

/** What looks like an address and is none: units of systemd, files, versions, Git over SSH, message ids. */
const others = [
  r`\.(?:service|socket|timer|target|mount|automount|slice|scope|path|device|swap)$`,
  r`\.(?:png|jpe?g|gif|svg|webp|ico|js|mjs|ts|tsx|jsx|css|scss|map|json|ya?ml|xml|html?|md|txt|log|conf|cfg|ini|sh|py|rb|go|rs|jar|war|zip|tgz|gz|deb|rpm|so|exe|dll|php|java|sql|lock|toml|patch|diff|bak|tmp)$`,
  r`@v?[0-9]+\.[0-9x]`,
  r`^git@|^hg@`,
  r`^[0-9]{14}\.[0-9A-Za-z.]+@|^[0-9]{8,}\.[0-9]+\.|^[0-9a-fA-F-]{30,}@|^[0-9A-Za-z]{10,}\.[0-9A-Za-z]{8,}\.[0-9]+@`,
  r`@[0-9.]+$`,
].join("|");

export const people: Family = {
  name: "people",
  hides: "e-mail addresses",
  rules: [
    {
      name: "email",
      // user@host:path is a place, not a person.
      expression: r`([A-Za-z0-9](?:[A-Za-z0-9._%+-]|'[A-Za-z]){0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24})(?:[^A-Za-z0-9_:@./*-]|[.:-](?:[^A-Za-z0-9_/~.]|$)|/(?:[^/]|$)|$)`,
      texts: ["@"],
      keep: others,
    },
  ],
};
