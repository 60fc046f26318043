import { bracketed } from "@logstead/base";
import { type ByteSize, type HttpUrl, ipOf, type SecretRef, storedName } from "@logstead/fields";
import { lokiProfiles } from "../schema/loki.ts";
import { deriveRetention } from "./retention.ts";
import type { Sections, SiteDerived, SiteHost } from "./types.ts";

/** The site's tenants; hosts that name none have the first. */
export function tenantNames(site: Pick<Sections, "tenants" | "loki">): string[] {
  const names = Object.keys(site.tenants);
  return names.length > 0 ? names : [site.loki.tenant];
}

/** What follows from the whole site. */
export function deriveSite(site: Sections, hosts: ReadonlyMap<string, SiteHost>): SiteDerived {
  const withRole = (role: string) =>
    [...hosts.values()].find((host) => (host.settings.roles as string[]).includes(role));
  const loki = withRole("loki");
  const lokiUrl = site.loki.url ?? lokiAddress(site, loki);
  const resources = site.loki.resources;
  const at = (host: SiteHost | undefined, port: number) =>
    host ? (`http://${urlHost(host)}:${port}` as HttpUrl) : undefined;
  const n8nUrl = site.n8n.url ?? at(withRole("n8n"), site.n8n.port);
  const routes = site.alerting.routes ?? (n8nUrl ? ["n8n"] : []);
  return {
    lokiHost: loki?.name,
    lokiUrl,
    pushUrl: `${lokiUrl.replace(/\/+$/, "")}/loki/api/v1/push`,
    grafanaUrl: site.grafana.url ?? at(withRole("grafana"), site.grafana.port),
    n8nUrl,
    lokiResources: (typeof resources === "string" ? lokiProfiles[resources] : resources) as {
      cpus: number;
      memory: ByteSize;
      storage: ByteSize;
    },
    tenants: tenantNames(site),
    routes,
    retention: deriveRetention(site, hosts),
    secrets: secretNames(site, hosts, routes),
  };
}

const urlHost = (host: SiteHost) => bracketed(ipOf(host.settings.address));

function lokiAddress(site: Sections, host: SiteHost | undefined): HttpUrl {
  const scheme = site.loki.transport === "plain" ? "http" : "https";
  const name = host ? urlHost(host) : `loki.${site.k8s.namespace}.svc.cluster.local`;
  return `${scheme}://${name}:${site.loki.port}` as HttpUrl;
}

/** Secrets that settings name, and those that follow from transport and channels. */
function secretNames(site: Sections, hosts: ReadonlyMap<string, SiteHost>, routes: string[]): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      const name = value.startsWith("secret:") ? storedName(value as SecretRef) : undefined;
      if (name) names.add(name);
    } else if (typeof value === "object" && value !== null)
      for (const below of Object.values(value)) visit(below);
  };
  const { redaction, n8n, alerting, ...rest } = site;
  visit(rest);
  for (const host of hosts.values())
    if (host.settings.collector.destinations.length > 0) visit(host.settings.collector.destinations);
  visit(alerting.channels);
  if (redaction.hash.enabled) visit(redaction.hash.salt);
  if (routes.includes("n8n")) visit(n8n);
  if (site.loki.transport !== "plain" && !site.loki.pushToken) names.add("loki-push-token");
  return [...names].sort();
}
