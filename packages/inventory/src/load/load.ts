import { globSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Problem } from "@logstead/base";
import type { z } from "zod";
import { type Draft, noAddress, Report } from "../check/context.ts";
import { checks } from "../check/index.ts";
import { toProblems, unknownKey } from "../explain/issues.ts";
import { parseTolerant } from "../explain/tolerant.ts";
import { loadFragments } from "../read/include.ts";
import { type Data, isData, type Merged, mergeFragments } from "../read/merge.ts";
import { type Fragment, parseText } from "../read/parse.ts";
import { Host, HostDefaults } from "../schema/host.ts";
import { Inventory, sections } from "../schema/inventory.ts";
import { deriveHost } from "../site/host.ts";
import { deriveSite, tenantNames } from "../site/site.ts";
import type { HostSettings, Sections, Site, SiteHost } from "../site/types.ts";
import { joinBuiltIn } from "./built-in.ts";
import { expandShorthands, overlay, withoutDefaults } from "./layers.ts";
import { isIncomplete, toldOnce } from "./told-once.ts";

export type Loaded =
  | { ok: true; site: Site; warnings: Problem[]; inputs: Inputs }
  | { ok: false; problems: Problem[] };

/** The files a site was read from, and what was looked for to find them. */
export interface Inputs {
  files: string[];
  patterns: { folder: string; pattern: string }[];
}

/** Loads and checks an inventory file with everything it includes; reports every mistake at once. */
export function load(file: string): Loaded {
  const problems: Problem[] = [];
  return check(file, loadFragments(file, problems), problems);
}

/**
 * The same for text that is not in a file (`include:` is not followed). `file` is the one it will be in: other
 * files are looked for beside it, and nowhere when it is left out.
 */
export function loadText(text: string, file?: string): Loaded {
  const problems: Problem[] = [];
  const name = file ?? "inventory.yaml";
  return check(name, parseText(text, name, problems), problems, file !== undefined);
}

/** The same for fragments that were read already. */
export const checkFragments = (file: string, fragments: Fragment[]): Loaded => check(file, fragments, []);

const HostLayer = withoutDefaults(Host);
const DefaultsLayer = withoutDefaults(HostDefaults);
const names = Object.keys(Inventory.shape);

function check(file: string, fragments: Fragment[], problems: Problem[], onDisk = true): Loaded {
  if (fragments.length === 0) return { ok: false, problems };
  const incomplete = isIncomplete(problems);
  const merged = mergeFragments(fragments, problems);
  const misspelt = new Set<string | undefined>();
  for (const key of Object.keys(merged.data)) {
    if (names.includes(key)) continue;
    const { problem, near } = unknownKey([key], merged, names, Inventory);
    problems.push(problem);
    misspelt.add(near);
  }
  for (const fragment of fragments) checkInclude(fragment, problems);
  const site = parseSections(merged, problems);
  const layers = parseLayers(merged, problems);
  const hosts = buildHosts(merged, site, layers, problems);

  const draft: Draft = {
    ...site,
    merged,
    hosts,
    names: (section) => Object.keys((merged.data[section] ?? {}) as Data),
  };
  const report = new Report(draft);
  for (const one of checks) one(draft, report);
  const files = fragments.map((fragment) => fragment.file);
  const all = toldOnce(problems, report.problems, { files, misspelt, incomplete });

  if (all.some((p) => p.severity === "error")) return { ok: false, problems: all };
  const environment = basename(file).replace(/\.ya?ml$/, "");
  return {
    ok: true,
    warnings: all,
    inputs: onDisk ? inputsOf(file, fragments, site) : { files: [], patterns: [] },
    site: {
      ...site,
      environment,
      file,
      groups: Object.fromEntries(layers.groups),
      defaults: layers.defaults,
      hosts: Object.fromEntries(hosts),
      derived: deriveSite(site, hosts),
    },
  };
}

function inputsOf(file: string, fragments: Fragment[], { pipelines }: Sections): Inputs {
  const included = fragments.flatMap(({ file, data }) =>
    Array.isArray(data.include) ? data.include.map((pattern) => ({ folder: dirname(file), pattern })) : [],
  );
  const root = dirname(resolve(file));
  const folders = Object.values(pipelines).map(({ folder }) => ({
    folder: join(root, folder),
    pattern: "**",
  }));
  const own = folders.flatMap(({ folder, pattern }) =>
    globSync(pattern, { cwd: folder, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort(),
  );
  return {
    files: [...new Set([...fragments.map(({ file }) => file), ...own])],
    patterns: [...included, ...folders],
  };
}

/** `include` belongs to its file and is not part of the joined data. */
function checkInclude(fragment: Fragment, problems: Problem[]): void {
  const { include } = Inventory.shape;
  const { issues } = parseTolerant(include as z.ZodType, fragment.data.include ?? undefined);
  const own: Merged = {
    data: fragment.data,
    placeOf: (path, what) => ({ file: fragment.file, ...fragment.placeOf(path, what) }),
    sourceOf: fragment.sourceOf,
    several: false,
  };
  problems.push(...toProblems(issues, ["include"], own, include, Inventory));
}

function parseSections(merged: Merged, problems: Problem[]): Sections {
  const out: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(sections)) {
    if (merged.data[name] === undefined || merged.data[name] === null) {
      const value = emptySection(name, schema);
      if (value !== undefined) {
        out[name] = value;
        continue;
      }
    }
    const { value, issues } = parseTolerant(schema as z.ZodType, merged.data[name] ?? undefined);
    problems.push(...toProblems(issues, [name], merged, schema, Inventory));
    out[name] = value ?? emptySection(name, schema) ?? fallbacks[name];
  }
  return joinBuiltIn(out as Sections);
}

/** A section that is not written is the same in every site, so it is made once. */
const emptySections = new Map<string, unknown>();
function emptySection(name: string, schema: z.ZodType): unknown {
  if (!emptySections.has(name)) emptySections.set(name, schema.safeParse(undefined).data);
  return emptySections.get(name);
}

/** For sections that cannot be empty, so that the remaining checks can go on. */
const fallbacks: Record<string, unknown> = { site: sections.site.parse({ name: "unknown" }) };

interface Layers {
  defaults: Data;
  groups: Map<string, Data>;
}

function parseLayers(merged: Merged, problems: Problem[]): Layers {
  const one = (schema: z.ZodType, path: string[], input: unknown): Data => {
    const { value, issues } = parseTolerant(schema, input ?? {});
    problems.push(...toProblems(issues, path, merged, schema, Inventory));
    return expandShorthands((value ?? {}) as Data);
  };
  const defaults = one(DefaultsLayer, ["defaults"], merged.data.defaults);
  const groups = new Map<string, Data>();
  for (const [name, input] of entriesOf(merged, "groups", Inventory.shape.groups, problems))
    groups.set(name, one(DefaultsLayer, ["groups", name], input));
  return { defaults, groups };
}

/** A section's entries with good names; the names that are not are reported. */
function entriesOf(
  merged: Merged,
  section: "groups" | "hosts",
  schema: z.ZodType,
  problems: Problem[],
): [string, unknown][] {
  const value = merged.data[section];
  // Without hosts, or with nothing below the key, the roles' check says what is needed.
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

function buildHosts(
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
    const own = expandShorthands(readable as Data);
    const settings = overlay(
      baseOf((own.groups ?? []) as string[], layers, bases),
      own,
    ) as unknown as HostSettings;
    settings.groups ??= [];
    hosts.set(name, { name, settings, derived: deriveHost(settings, site, tenant) });
  }
  return hosts;
}

/** A host whose address is missing or wrong takes part in the other checks under one of TEST-NET-1. */
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
