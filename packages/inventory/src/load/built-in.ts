import { sections } from "../schema/inventory.ts";
import type { Sections } from "../site/types.ts";

const builtIn = {
  logKinds: sections.logKinds.parse(undefined),
  fields: sections.fields.parse(undefined),
  levels: sections.levels.parse(undefined).aliases,
};

/**
 * Log kinds, fields and level names that a site writes stand beside the built-in ones, or replace the
 * one of the same name: whoever changes the retention of one kind does not lose the others.
 */
export function joinBuiltIn(site: Sections): Sections {
  const written = new Set(Object.keys(site.levels.aliases).map((name) => name.toLowerCase()));
  const others = Object.entries(builtIn.levels).filter(([name]) => !written.has(name.toLowerCase()));
  return {
    ...site,
    logKinds: { ...builtIn.logKinds, ...site.logKinds },
    fields: { ...builtIn.fields, ...site.fields },
    levels: { ...site.levels, aliases: { ...Object.fromEntries(others), ...site.levels.aliases } },
  };
}
