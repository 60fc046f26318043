import type { NamedSource, Site, SiteHost } from "@logstead/inventory";

/** Labels that a source kind sets by itself; kept as labels if the site's list has them. */
const natural = new Set(["unit", "container", "stream", "level", "namespace", "pod", "service", "component"]);

type Labels = Record<string, string>;

/** The tenant of a source's lines. */
export const tenantOf = (host: SiteHost, { source }: NamedSource): string =>
  source.tenant ?? host.derived.tenant;

/** The canonical name of a label with aliases (`environment: stage`). */
export const canonical = (site: Site, name: string): string => site.labels.aliases[name] ?? name;

/** The labels a tenant's streams may have: the required ones and the tenant's list, or the site's. */
export function allowedLabels(site: Site, tenant: string): ReadonlySet<string> {
  const tenants = allowed.get(site) ?? new Map<string, ReadonlySet<string>>();
  allowed.set(site, tenants);
  const names = tenants.get(tenant) ?? labelsFor(site, tenant);
  tenants.set(tenant, names);
  return names;
}

const allowed = new WeakMap<Site, Map<string, ReadonlySet<string>>>();

function labelsFor(site: Site, tenant: string): Set<string> {
  const tenantLabels = site.tenants[tenant]?.labels ?? [];
  const names = [...site.labels.required, ...(tenantLabels.length > 0 ? tenantLabels : site.labels.allowed)];
  return new Set(names.map((name) => canonical(site, name)));
}

/**
 * What becomes of a field that a source knows by itself, by the site's policy: `fields` first, then a
 * tenant's list of fields, then structured metadata for everything that is no label by nature.
 */
export function placeOf(site: Site, tenant: string, field: string): "label" | "structuredMetadata" | "drop" {
  const asked = site.fields[field]?.as;
  if (asked === "drop") return "drop";
  const wantsLabel = asked === "label" || (asked === undefined && natural.has(field));
  if (wantsLabel && allowedLabels(site, tenant).has(canonical(site, field))) return "label";
  const listed = site.tenants[tenant]?.fields ?? [];
  return listed.length > 0 && !listed.includes(field) ? "drop" : "structuredMetadata";
}

/**
 * The labels with one value that every line of a source has: required ones first, in the
 * order of the site's lists, so that equal streams are written equally everywhere.
 */
export function staticLabels(site: Site, host: SiteHost, named: NamedSource): Labels {
  const { name, source } = named;
  const tenant = tenantOf(host, named);
  const service = source.service ?? name;
  const byCollector = site.labels.componentMeans === "collector" ? host.settings.collector.agent : service;
  const values: Labels = {
    ...site.labels.static,
    tenant,
    service,
    stage: site.site.stage,
    component: source.component ?? byCollector,
    job: source.job ?? name,
    host: host.name,
    source: name,
    ...(source.kind !== undefined && { kind: source.kind }),
    ...host.settings.labels,
    ...source.labels,
  };
  const byName: Labels = {};
  for (const [label, value] of Object.entries(values)) byName[canonical(site, label)] = value;
  return inOrder(allowedLabels(site, tenant), byName);
}

const inOrder = (names: Iterable<string>, values: Labels): Labels =>
  Object.fromEntries(
    [...names].flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
