import { stringify } from "yaml";
import { sections } from "../schema/inventory.ts";
import type { Site } from "../site/types.ts";

/** The site as one inventory with every setting written out; loading it gives the same site again. */
export function dump(site: Site): string {
  const out: Record<string, unknown> = {};
  for (const name of Object.keys(sections)) out[name] = site[name as keyof Site];
  out.defaults = site.defaults;
  out.groups = site.groups;
  out.hosts = Object.fromEntries(Object.values(site.hosts).map((host) => [host.name, host.settings]));
  return stringify(out, { lineWidth: 0, aliasDuplicateObjects: false });
}
