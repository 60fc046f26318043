import { inDays } from "@logstead/fields";
import { kindOf } from "@logstead/sources";
import type { Sections, SiteHost, StreamRetention } from "./types.ts";

/**
 * Per-stream retention from log kinds, tenants and own rules. Loki takes the
 * highest priority among matching rules: own rules (their own priority + 100), then kinds, then tenants.
 */
export function deriveRetention(
  site: Sections,
  hosts: ReadonlyMap<string, SiteHost>,
): { globalDays: number; streams: StreamRetention[] } {
  const fallback = inDays(site.loki.retention.default);
  const streams: StreamRetention[] = [];
  for (const rule of site.loki.retention.streams)
    streams.push({
      owner: "loki.retention.streams",
      match: rule.match,
      days: inDays(rule.period),
      priority: 100 + rule.priority,
    });
  const used = usedKinds(hosts);
  for (const [kind, { retentionDays }] of Object.entries(site.logKinds))
    if (used.has(kind))
      streams.push({ owner: `logKinds.${kind}`, match: { kind }, days: retentionDays, priority: 50 });
  for (const [tenant, { retention }] of Object.entries(site.tenants))
    if (retention)
      streams.push({ owner: `tenants.${tenant}`, match: { tenant }, days: inDays(retention), priority: 20 });
  const globalDays = Math.max(fallback, ...streams.map((rule) => rule.days));
  if (globalDays > fallback)
    streams.push({ owner: "loki.retention.default", match: {}, days: fallback, priority: 1 });
  return { globalDays, streams: streams.sort((a, b) => b.priority - a.priority) };
}

/** Log kinds that a source uses; a gateway's folder holds an access and an error log. */
function usedKinds(hosts: ReadonlyMap<string, SiteHost>): Set<string> {
  const used = new Set<string>();
  for (const host of hosts.values())
    for (const { source } of host.derived.sources) {
      const kinds = source.kind ? [source.kind] : (kindOf(source).logKinds ?? []);
      for (const kind of kinds) used.add(kind);
    }
  return used;
}
