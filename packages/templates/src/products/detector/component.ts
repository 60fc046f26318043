import { detectorHost, detectorVersion, type Site, type SiteHost } from "@logstead/inventory";
import type { Component } from "../../site/component.ts";
import {
  detectorName,
  detectorProject,
  detectorSecrets,
  detectorSecretsFolder,
  detectorTls,
} from "./settings.ts";

/** The embedded store, accepted lines and learned baselines. */
export const detectorData = "/var/lib/logstead/detector";

export const detectorComponent = {
  name: "detector",
  title: "The log anomaly detector",
  playbook: "playbook_log_anomaly_detector.yaml",
  roles: ["detector", "certificates", "service"],
  on: (host: SiteHost, site: Site) => detectorHost(site)?.name === host.name,
  after: ["loki", "nginx"],
  brings: [],
  secrets: detectorSecrets,
  owns: () => [detectorSecretsFolder, detectorTls, `${detectorProject}/.env`],
  // a server's store is that server's to copy
  data: ({ detector: { store } }: Site) =>
    (typeof store === "string" ? store : store.kind) === "pglite" ? [detectorData] : [],
  program: {
    name: "detector",
    unit: `${detectorName}.service`,
    version: detectorVersion,
    container: detectorName,
    fromRegistry: ({ detector }: Site) => detector.image !== undefined,
  },
  readers: {},
} satisfies Component;
