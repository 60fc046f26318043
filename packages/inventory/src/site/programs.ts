import { versions } from "@logstead/base";
import type { Site, SiteHost } from "./types.ts";

/** The version of the collector that a site's hosts get. */
export const collectorVersion = (site: Pick<Site, "artifacts">, agent: "promtail" | "alloy"): string =>
  site.artifacts.programs[agent]?.version ?? versions[agent];

/** The version of the detector's image. */
export const detectorVersion = (site: Pick<Site, "artifacts">): string =>
  site.artifacts.programs.detector?.version ?? versions.detector;

/** The host that runs the detector by compose; undefined where the site has none. */
export const detectorHost = (site: Pick<Site, "hosts" | "detector">): SiteHost | undefined =>
  site.detector.enabled
    ? Object.values(site.hosts).find(
        ({ settings }) => settings.roles.includes("detector") && settings.platform !== "windows",
      )
    : undefined;

/** The port of the nginx beside Loki that serves the detector's page; undefined where it serves none. */
export function detectorProxyPort(
  { detector, loki }: Pick<Site, "detector" | "loki">,
  { settings: { roles } }: { settings: { roles: readonly string[] } },
): number | undefined {
  if (
    !detector.enabled ||
    !detector.publicUrl ||
    ["detector", "loki", "nginx"].some((role) => !roles.includes(role))
  )
    return undefined;
  const { protocol, port } = new URL(detector.publicUrl);
  // nginx has a certificate where Loki's transport needs one
  if ((protocol === "https:") !== (loki.transport !== "plain")) return undefined;
  return Number(port || (protocol === "https:" ? 443 : 80));
}
