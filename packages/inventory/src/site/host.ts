import type { AbsolutePath, ByteSize } from "@logstead/fields";
import { collectorProfiles } from "../schema/collector.ts";
import { Source } from "../schema/sources.ts";
import { hostPorts } from "./ports.ts";
import type { HostDerived, HostSettings, NamedSource, Sections } from "./types.ts";

const positions = {
  promtail: "/var/lib/promtail/positions.yaml" as AbsolutePath,
  alloy: "/var/lib/alloy/positions" as AbsolutePath,
};

/** Sources that follow from other settings, made once: hosts share them. */
const implied = {
  journal: Source.parse({ type: "journal", kind: "system" }),
  journalWithoutKind: Source.parse({ type: "journal" }),
  dockerSocket: Source.parse({ type: "docker", kind: "container" }),
  dockerFiles: Source.parse({ type: "docker-files", kind: "container" }),
  podmanFiles: Source.parse({ type: "podman-files", kind: "container" }),
  syslog: Source.parse({ type: "syslog" }),
};
const gatewaySources = new Map<string, Source>();

/** What follows from a host's settings and the site's sections. */
export function deriveHost(settings: HostSettings, site: Sections, defaultTenant: string): HostDerived {
  const { collector } = settings;
  const sources = hostSources(settings, site);
  const resources = collector.resources;
  const derived = {
    runtime: collector.runtime ?? (settings.platform === "windows" ? "windows" : "systemd"),
    positionsPath: collector.positionsPath ?? positions[collector.agent],
    resources:
      typeof resources === "string"
        ? (collectorProfiles[resources] as { cpus: number; memory: ByteSize })
        : resources,
    userGroups: collector.groups ?? userGroups(sources),
    containerEngine: settings.containerEngine ?? site.site.containerEngine,
    tenant: settings.tenant ?? defaultTenant,
    timezone: settings.timezone ?? site.site.timezone,
    sources,
  } as const;
  return { ...derived, ports: hostPorts(settings, sources, site) };
}

function hostSources(settings: HostSettings, site: Sections): NamedSource[] {
  const own: NamedSource[] = [];
  for (const [name, source] of Object.entries(settings.sources))
    if (source) own.push({ name, implied: false, source });
  const add = (name: string, source: Source) => {
    const there = name in settings.sources || own.some((s) => s.source.type === source.type);
    if (!there) own.push({ name, implied: true, source });
  };
  if (settings.platform !== "windows")
    add("journal", "system" in site.logKinds ? implied.journal : implied.journalWithoutKind);
  if (settings.containerLogs !== "none" && settings.containerLogs !== "journald")
    add("containers", implied[settings.containerLogs]);
  if (settings.roles.includes("syslog")) add("syslog", implied.syslog);
  if (settings.roles.includes("gateway")) {
    const side = settings.platform === "windows" ? "windows" : "wsl2";
    if (site.gateway.collector === side) add("gateway", gatewaySource(side, site.gateway.logs));
  }
  return own;
}

function gatewaySource(side: "windows" | "wsl2", windowsPath: string): Source {
  const key = `${side} ${windowsPath}`;
  let source = gatewaySources.get(key);
  if (!source) {
    source = Source.parse({
      type: side === "windows" ? "windows" : "mount",
      windowsPath,
      component: "openresty",
      job: "gateway",
    });
    gatewaySources.set(key, source);
  }
  return source;
}

function userGroups(sources: NamedSource[]): string[] {
  const groups = new Set<string>();
  for (const { source } of sources) {
    if (source.type === "journal") groups.add("systemd-journal");
    if (source.type === "docker" || source.type === "docker-files") groups.add("docker");
    if (source.type === "files") groups.add("adm");
  }
  return [...groups].sort();
}
