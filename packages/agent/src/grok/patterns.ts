import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../grok/", import.meta.url);

/** The text of each Grok file, by name, in the order they build on each other: `base`, then the others. */
export function grokPatterns(): Record<string, string> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".grok"))
    .map((name) => name.slice(0, -".grok".length))
    .sort((a, b) => Number(b === "base") - Number(a === "base") || (a < b ? -1 : 1));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(new URL(`${name}.grok`, folder), "utf8")]),
  );
}
