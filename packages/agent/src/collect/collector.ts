import { inBytes, type NamedSource, type Site, type SiteHost, type Source } from "@logstead/inventory";
import { destinationsOf } from "./destinations.ts";
import type { PlacedFields } from "./fields.ts";
import { staticLabels, tenantOf } from "./labels.ts";
import type { CollectedSource, CollectorModel, Exporters, Reading } from "./model.ts";
import { pipelineOf } from "./pipelines.ts";
import { windowsPlaces } from "./places.ts";
import { docker } from "./sources/docker.ts";
import { containerFiles, files, mount, windows } from "./sources/files.ts";
import { journal } from "./sources/journal.ts";
import { kafka } from "./sources/kafka.ts";
import { kubernetesPods } from "./sources/kubernetes.ts";
import { push, receivedLabels } from "./sources/push.ts";
import { syslog, syslogRelay } from "./sources/syslog.ts";
import { stagesOf } from "./stages.ts";
import { targetsFileOf } from "./targets-file.ts";

const ownPorts = { promtail: 9080, alloy: 12_345 } as const;

/** What the collector of a host does; everything both renderers need. */
export function collectorOf(site: Site, host: SiteHost): CollectorModel {
  const { collector } = host.settings;
  const sources = host.derived.sources.map((named) => collected(site, host, named));
  const http = collector.listen?.find(({ purpose }) => purpose === "http" || purpose === "metrics");
  return {
    agent: collector.agent,
    host: host.name,
    site: site.site.name,
    runtime: host.derived.runtime,
    server: { address: http?.address ?? "127.0.0.1", port: http?.port ?? ownPorts[collector.agent] },
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
  const { read, placed } = reading(site, host, named);
  return {
    name,
    type: source.type,
    about: abouts[source.type],
    read,
    labels: source.type === "push" ? receivedLabels(site, host, named) : staticLabels(site, host, named),
    pipeline: pipelineOf(site, source),
    stages: stagesOf(site, host, named, placed?.metadata ?? []),
    protectedFiles: source.type === "files" && (source.group === "security" || source.group === "custom"),
    // What a receiver took cannot be asked for again; rsyslog keeps its own queue on disk.
    replayable: read.kind !== "push" && (read.kind !== "syslog" || syslogRelay(host) !== undefined),
    tenant: site.loki.authEnabled ? tenantOf(host, named) : undefined,
  };
}

function reading(site: Site, host: SiteHost, named: NamedSource): { read: Reading; placed?: PlacedFields } {
  const { source } = named;
  const tenant = tenantOf(host, named);
  switch (source.type) {
    case "journal":
      return journal(site, tenant, source);
    case "files":
      return { read: files(source) };
    case "docker-files":
    case "podman-files":
      return { read: containerFiles(source, targetsFileOf(host, named)?.path) };
    case "mount":
      return { read: mount(source) };
    case "windows":
      return { read: windows(source) };
    case "docker":
      return docker(site, tenant, source);
    case "syslog":
      return syslog(site, host, named, source);
    case "push":
      return { read: push(site, host, named, source) };
    case "kubernetes-pods":
      return kubernetesPods(site, tenant, source);
    case "kafka":
      return kafka(site, tenant, source);
  }
}

const abouts: Record<Source["type"], string> = {
  journal: "The systemd journal: services, kernel and, where they log there, containers.",
  files: "Files on this host.",
  docker: "Containers, by the API of their engine.",
  "docker-files": "Docker's own log files.",
  "podman-files": "Podman's own log files.",
  syslog: "Devices that cannot run a collector.",
  push: "What other agents push.",
  mount: "A Windows folder as WSL2 sees it: no file events arrive there, so it is polled.",
  windows: "A folder on Windows.",
  "kubernetes-pods": "Pods of this node.",
  kafka: "Topics of Kafka.",
};
