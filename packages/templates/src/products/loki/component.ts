import type { Component } from "../../site/component.ts";
import { hasRole } from "../../site/file.ts";
import { namesOf } from "../../site/secrets.ts";
import { dataFolders, lokiFolder } from "./data.ts";

/** Loki on a host, with the proxy in front of it and the collector beside it. */
export const lokiComponent = {
  name: "loki",
  title: "Loki, its proxy, and the collector beside it",
  playbook: "playbook_ocean_loki.yaml",
  roles: ["loki", "certificates", "service"],
  on: (host) => hasRole(host, "loki"),
  after: ["base"],
  brings: ["nginx", "promtail", "alloy"],
  secrets: ({ loki, n8n }) =>
    // the ruler sends alerts to n8n
    namesOf(loki.storage.accessKey, loki.storage.secretKey, n8n.webhookToken),
  owns: () => [`${lokiFolder}/tls`, `${lokiFolder}/secrets.env`],
  data: dataFolders,
  program: {
    name: "loki",
    unit: "loki.service",
    version: ({ loki }) => loki.version,
    container: "loki",
  },
  readers: {},
} satisfies Component;
