import type { Problem } from "@logstead/base";
import { loadText, type Site } from "../../src/index.ts";

/** The smallest site, as most tests extend it. */
export const base =
  "site: {name: home}\nhosts:\n  ocean:\n    address: 192.168.1.143\n    roles: [agent, loki]\n";

/** The site of a text that must be good. */
export function siteOf(text: string): Site {
  const loaded = loadText(text, "home.yaml");
  if (!loaded.ok) throw new Error(loaded.problems.map((p) => `${p.path}: ${p.message}`).join("\n"));
  return loaded.site;
}

/** `code at path` of each problem of a text, warnings included but for those of settings without effect. */
export function codesOf(text: string): string[] {
  const loaded = loadText(text, "home.yaml");
  return (loaded.ok ? loaded.warnings : loaded.problems)
    .filter(({ code }) => code !== "no-effect-yet")
    .map((p: Problem) => `${p.code} at ${p.path}`);
}

/** The smallest site with more sections, or with more lines for its host `ocean`. */
export const withSections = (more: string) => `${base}${more}\n`;
export const withOcean = (more: string) => `${base}${more.replace(/^/gm, "    ")}\n`;
