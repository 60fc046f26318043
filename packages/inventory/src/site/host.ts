import type { AbsolutePath, ByteSize } from "@logstead/fields";
import { kindOf, Source, sourceKinds } from "@logstead/sources";
import { collectorProfiles } from "../schema/collector.ts";
import { hostPorts } from "./ports.ts";
import type { HostDerived, HostSettings, NamedSource, Sections } from "./types.ts";

const positions = {
  promtail: "/var/lib/promtail/positions.yaml" as AbsolutePath,
  alloy: "/var/lib/alloy/positions" as AbsolutePath,
};

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
  const sources: NamedSource[] = [];
  for (const [name, source] of Object.entries(settings.sources))
    if (source) sources.push({ name, implied: false, source });
  const { platform, roles, containerLogs } = settings;
  const host = {
    platform,
    roles,
    containerLogs,
    gateway: site.gateway,
    logKinds: Object.keys(site.logKinds),
  };
  for (const kind of sourceKinds) {
    const implied = kind.implied?.(host);
    if (!implied || implied.name in settings.sources) continue;
    if (sources.some(({ source }) => source.type === kind.type)) continue;
    sources.push({ name: implied.name, implied: true, source: impliedSource(kind.type, implied.settings) });
  }
  return sources;
}

/** Sources that follow from other settings, made once: hosts share them. */
const impliedSources = new Map<string, Source>();

function impliedSource(type: string, settings: Record<string, unknown>): Source {
  const given = { type, ...settings };
  const key = JSON.stringify(given);
  const source = impliedSources.get(key) ?? Source.parse(given);
  impliedSources.set(key, source);
  return source;
}

const userGroups = (sources: NamedSource[]): string[] =>
  [...new Set(sources.flatMap(({ source }) => kindOf(source).groups ?? []))].sort();
