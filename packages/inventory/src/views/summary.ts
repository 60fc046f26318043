import { kindOf } from "@logstead/channels";
import { type Duration, inBytes } from "@logstead/fields";
import { expectedOf, expectedOfSite, sourceLabelNames, storedShare } from "../site/streams.ts";
import type { Site } from "../site/types.ts";

export interface HostSummary {
  name: string;
  address: string;
  roles: string[];
  collector: string;
  sources: string[];
  streams: number;
  bytesPerDay: number;
}

/** A site at a glance; sizes in bytes, times in days. */
export interface Summary {
  environment: string;
  site: string;
  hosts: HostSummary[];
  devices: number;
  sources: number;
  streams: number;
  labels: { names: string[]; most: number; budget: number };
  retention: { default: Duration; longestDays: number };
  disk: { rawPerDay: number; storedPerDay: number; storedAtRetention: number; available: number };
  lokiUrl: string;
  channels: { name: string; type: string; reaches: string }[];
  secrets: string[];
}

/** Sizes follow from what sources say they write, else from stated assumptions (`site/streams.ts`). */
export function summarize(site: Site): Summary {
  const devices = Object.keys(site.devices).length;
  const names = new Set<string>();
  let most = 0;
  const hosts = Object.values(site.hosts).map((host): HostSummary => {
    const expected = host.derived.sources.map((source) => expectedOf(source, site.devices));
    for (const { source } of host.derived.sources) {
      const labels = sourceLabelNames(site, host.settings.labels, source);
      most = Math.max(most, labels.length);
      for (const name of labels) names.add(name);
    }
    return {
      name: host.name,
      address: host.settings.address,
      roles: host.settings.roles,
      collector: `${host.settings.collector.agent} (${host.derived.runtime})`,
      sources: host.derived.sources.map((source) => source.name),
      streams: expected.reduce((sum, { streams }) => sum + streams, 0),
      bytesPerDay: expected.reduce((sum, { bytesPerDay }) => sum + bytesPerDay, 0),
    };
  });
  const total = expectedOfSite(site);
  const stored = total.bytesPerDay * storedShare * site.loki.replicationFactor;
  return {
    environment: site.environment,
    site: site.site.name,
    hosts,
    devices,
    sources: hosts.reduce((sum, host) => sum + host.sources.length, 0),
    streams: total.streams,
    labels: { names: [...names].sort(), most, budget: site.labels.budget },
    retention: { default: site.loki.retention.default, longestDays: site.derived.retention.globalDays },
    disk: {
      rawPerDay: total.bytesPerDay,
      storedPerDay: stored,
      storedAtRetention: stored * site.derived.retention.globalDays,
      available: inBytes(site.derived.lokiResources.storage),
    },
    lokiUrl: site.derived.lokiUrl,
    channels: Object.entries(site.alerting.channels).map(([name, channel]) => ({
      ...{ name, type: channel.type },
      reaches: kindOf(channel.type).summary(channel),
    })),
    secrets: site.derived.secrets,
  };
}
