import type { Site } from "@logstead/inventory";
import { components } from "@logstead/templates";

/** The versions of the programs that a site's hosts get. */
export const versionsOf = (site: Site): Record<string, string> =>
  Object.fromEntries(
    components.flatMap(({ program, on }) =>
      program && Object.values(site.hosts).some((host) => on(host, site))
        ? [[program.name, program.version(site)] as const]
        : [],
    ),
  );
