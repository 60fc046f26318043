import type { Problem } from "@logstead/base";
import type { z } from "zod";
import { noAddress } from "../check/context.ts";
import { toProblems } from "../explain/issues.ts";
import { parseTolerant } from "../explain/tolerant.ts";
import { type Data, isData, type Merged } from "../read/merge.ts";
import { Host, HostDefaults } from "../schema/host.ts";
import { Inventory } from "../schema/inventory.ts";
import { deriveHost } from "../site/host.ts";
import { tenantNames } from "../site/site.ts";
import type { HostSettings, Sections, SiteHost } from "../site/types.ts";
import { expandShorthands, overlay, withoutDefaults } from "./layers.ts";

const HostLayer = withoutDefaults(Host);
const DefaultsLayer = withoutDefaults(HostDefaults);
/** What stands between the built-in defaults and the hosts themselves. */
interface Layers {
  defaults: Data;
  groups: Map<string, Data>;
}

export function parseLayers(merged: Merged, problems: Problem[]): Layers {
  const layer = (schema: z.ZodType, path: string[], input: unknown): Data => {
    const { value, issues } = parseTolerant(schema, input ?? {});
    problems.push(...toProblems(issues, path, merged, schema, Inventory));
    return expandShorthands((value ?? {}) as Data);
  };
  const defaults = layer(DefaultsLayer, ["defaults"], merged.data.defaults);
  const groups = new Map<string, Data>();
  for (const [name, input] of entriesOf(merged, "groups", Inventory.shape.groups, problems))
    groups.set(name, layer(DefaultsLayer, ["groups", name], input));
  return { defaults, groups };
}

/** A section's entries with valid names; invalid names are reported. */
function entriesOf(
  merged: Merged,
  section: "groups" | "hosts",
  schema: z.ZodType,
  problems: Problem[],
): [string, unknown][] {
  const value = merged.data[section];
  // An empty or missing section: the check of roles says what is needed.
  if (value === undefined || value === null) return [];
  if (!isData(value)) {
    const { issues } = parseTolerant(schema, value);
    problems.push(...toProblems(issues, [section], merged, schema, Inventory));
    return [];
  }
  const { keyType } =
    (schema as unknown as { def: { keyType?: z.ZodType; innerType?: { def: { keyType: z.ZodType } } } }).def
      .innerType?.def ?? (schema as z.ZodRecord).def;
  return Object.entries(value).filter(([name]) => {
    const result = (keyType as z.ZodType).safeParse(name);
    if (result.success) return true;
    const issue = {
      code: "invalid_key",
      origin: "record",
      issues: result.error.issues,
      path: [name],
      message: "",
    } as unknown as z.core.$ZodIssue;
    problems.push(...toProblems([issue], [section], merged, schema, Inventory));
    return false;
  });
}

export function buildHosts(
  merged: Merged,
  site: Sections,
  layers: Layers,
  problems: Problem[],
): Map<string, SiteHost> {
  const hosts = new Map<string, SiteHost>();
  const bases = new Map<string, Data>();
  const tenant = tenantNames(site)[0] as string;
  for (const [name, input] of entriesOf(merged, "hosts", Inventory.shape.hosts, problems)) {
    const { value, issues } = parseTolerant(HostLayer, input ?? {});
    if (issues.length > 0) problems.push(...toProblems(issues, ["hosts", name], merged, Host, Inventory));
    const readable = value ?? withPlaceholder(input, issues);
    if (!readable) continue;
    const written = expandShorthands(readable as Data);
    const settings = overlay(
      baseOf((written.groups ?? []) as string[], layers, bases),
      written,
    ) as unknown as HostSettings;
    settings.groups ??= [];
    hosts.set(name, { name, settings, derived: deriveHost(settings, site, tenant) });
  }
  return hosts;
}

/** A host with a missing or invalid address gets one of TEST-NET-1, so that its other settings are checked. */
function withPlaceholder(input: unknown, issues: z.core.$ZodIssue[]): unknown {
  if (!issues.some((issue) => issue.path[0] === "address")) return undefined;
  return parseTolerant(HostLayer, { ...(isData(input) ? input : {}), address: noAddress }).value;
}

/** Built-in defaults, the site's and the groups' in order; hosts of the same groups share the result. */
function baseOf(groups: string[], layers: Layers, bases: Map<string, Data>): Data {
  const key = groups.join(" ");
  let base = bases.get(key);
  if (!base) {
    let written = layers.defaults;
    for (const group of groups) written = overlay(written, layers.groups.get(group) ?? {});
    const full = HostDefaults.safeParse(written);
    base = expandCollector((full.data ?? HostDefaults.parse({})) as Data);
    bases.set(key, base);
  }
  return base;
}

const plainCollector = HostDefaults.parse({ collector: {} }).collector as Data;
function expandCollector(layer: Data): Data {
  return typeof layer.collector === "string"
    ? { ...layer, collector: { ...plainCollector, agent: layer.collector } }
    : layer;
}
