import { collectorVersion, detectorHost, detectorVersion, type Site } from "@logstead/inventory";

/** The versions of the programs that a site's hosts get. */
export function versionsOf(site: Site): Record<string, string> {
  const agents = Object.values(site.hosts).map(({ settings }) => settings.collector.agent);
  return {
    ...(detectorHost(site) && { detector: detectorVersion(site) }),
    ...(site.derived.lokiHost && { loki: site.loki.version }),
    ...Object.fromEntries(agents.map((agent) => [agent, collectorVersion(site, agent)])),
  };
}
