import type { Site } from "./types.ts";

/** The versions this Logstead was tested with; what an inventory does not pin has these. */
const tested = { promtail: "3.6.3", alloy: "1.10.0" } as const;

/** The version of the collector that a site's hosts get. */
export const collectorVersion = (site: Pick<Site, "artifacts">, agent: keyof typeof tested): string =>
  site.artifacts.programs[agent]?.version ?? tested[agent];
