import { createHash } from "node:crypto";
import { ipOf } from "@logstead/fields";
import type { Site } from "../site/types.ts";
import { dump } from "./dump.ts";

/** A stack's configuration file (`Pulumi.<environment>.yaml`); secrets are named, never contained. */
export interface PulumiConfig {
  config: Record<string, unknown>;
}

/** What the Pulumi programs are told; everything else they take from the rendered tree. */
export function pulumiConfig(site: Site): PulumiConfig {
  const hosts = Object.values(site.hosts).map(({ name, settings, derived }) => ({
    name,
    address: ipOf(settings.address),
    user: settings.ssh.user,
    port: settings.ssh.port,
    roles: settings.roles,
    collector: settings.collector.agent,
    runtime: derived.runtime,
  }));
  return {
    config: {
      "logstead:environment": site.environment,
      "logstead:site": site.site.name,
      "logstead:inventory": site.file,
      "logstead:inventoryHash": createHash("sha256").update(dump(site)).digest("hex"),
      "logstead:hosts": hosts,
      "logstead:lokiUrl": site.derived.lokiUrl,
      "logstead:containerEngine": site.site.containerEngine,
      "logstead:secrets": site.derived.secrets,
      ...(site.k8s.enabled
        ? {
            "logstead:kubernetes": {
              delivery: site.k8s.delivery,
              namespace: site.k8s.namespace,
              ...(site.k8s.context ? { context: site.k8s.context } : {}),
              stages: Object.keys(site.k8s.stages),
            },
          }
        : {}),
    },
  };
}
