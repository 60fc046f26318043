import type { Site } from "@logstead/inventory";

/** The names of the sources of each host: what a later run compares with, to see which one has gone. */
export const sourcesOf = (site: Site): Record<string, string[]> =>
  Object.fromEntries(
    Object.values(site.hosts).map(({ name, derived }) => [
      name,
      derived.sources.map((source) => source.name),
    ]),
  );
