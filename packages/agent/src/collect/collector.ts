import { ports } from "@logstead/base";
import { inBytes, type NamedSource, type Site, type SiteHost } from "@logstead/inventory";
import { kindOf } from "@logstead/sources";
import { destinationsOf } from "./destinations.ts";
import { deviceRules } from "./devices.ts";
import { placeFields } from "./fields.ts";
import { staticLabels, tenantOf } from "./labels.ts";
import type { CollectedSource, CollectorModel, Exporters } from "./model.ts";
import { pipelineOf } from "./pipelines.ts";
import { windowsPlaces } from "./places.ts";
import { stagesOf } from "./stages.ts";
import { targetsFileOf } from "./targets-file.ts";

/** A host's collector: everything both renderers need. */
export function collectorOf(site: Site, host: SiteHost): CollectorModel {
  const { collector } = host.settings;
  const sources = host.derived.sources.map((named) => collected(site, host, named));
  const http = collector.listen?.find(({ purpose }) => purpose === "http" || purpose === "metrics");
  return {
    agent: collector.agent,
    host: host.name,
    site: site.site.name,
    runtime: host.derived.runtime,
    server: { address: http?.address ?? "127.0.0.1", port: http?.port ?? ports[collector.agent] },
    positions: { path: positionsPath(host), onError: collector.onPositionsError },
    limits: {
      rate: collector.client.rate,
      burst: collector.client.burst,
      lineBytes: Math.max(4 * inBytes(site.loki.limits.maxLineSize), 1024 * 1024),
    },
    sources,
    destinations: destinationsOf(site, host, sources),
    exporters: exportersOf(host),
    saltVariable: hashes(site) ? "LOGSTEAD_REDACTION_SALT" : undefined,
  };
}

const hashes = ({ redaction }: Site) => redaction.hash.enabled || redaction.ips === "hash";

/** Windows has no /var/lib; the inventory's default is a Linux path. */
function positionsPath({ settings: { collector }, derived }: SiteHost): string {
  if (derived.runtime !== "windows" || collector.positionsPath) return derived.positionsPath;
  const { home } = windowsPlaces(collector.agent);
  return collector.agent === "promtail" ? `${home}/positions.yaml` : `${home}/positions`;
}

function exportersOf({ settings: { collector } }: SiteHost): Exporters | undefined {
  const { exporters } = collector;
  if (collector.agent !== "alloy" || !exporters.remoteWrite) return undefined;
  const { node, process, systemd, unitAllow, unitDeny, remoteWrite, scrapeInterval, selfScrapeInterval } =
    exporters;
  return { node, process, systemd, unitAllow, unitDeny, remoteWrite, scrapeInterval, selfScrapeInterval };
}

function collected(site: Site, host: SiteHost, named: NamedSource): CollectedSource {
  const { name, source } = named;
  const kind = kindOf(source);
  const tenant = tenantOf(host, named);
  const labels = staticLabels(site, host, named);
  const { read, metadata = [] } = kind.read(source, {
    host,
    labels,
    place: (fields) => placeFields(site, tenant, fields),
    deviceRules: (from) => deviceRules(site, tenant, kind, from),
    targetsFile: targetsFileOf(host, named)?.path,
  });
  return {
    name,
    type: source.type,
    about: kind.about,
    read,
    labels: without(labels, kind.sendersLabels),
    pipeline: pipelineOf(site, source),
    stages: stagesOf(site, host, named, metadata),
    protectedFiles: kind.protectedFiles?.(source) ?? false,
    replayable: kind.replayable(host),
    tenant: site.loki.authEnabled ? tenant : undefined,
  };
}

const without = (labels: Record<string, string>, names: readonly string[] = []) =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
