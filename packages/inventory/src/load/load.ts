import { globSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Problem } from "@logstead/base";
import { type Draft, Report } from "../check/context.ts";
import { checks } from "../check/index.ts";
import { unknownKey } from "../explain/issues.ts";
import { loadFragments } from "../read/include.ts";
import { type Data, mergeFragments } from "../read/merge.ts";
import { type Fragment, parseText } from "../read/parse.ts";
import { Inventory } from "../schema/inventory.ts";
import { deriveSite } from "../site/site.ts";
import type { Sections, Site } from "../site/types.ts";
import { buildHosts, parseLayers } from "./hosts.ts";
import { checkInclude, parseSections } from "./sections.ts";
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
  for (const check of checks) check(draft, report);
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
  const ofPipelines = folders.flatMap(({ folder, pattern }) =>
    globSync(pattern, { cwd: folder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  );
  return {
    files: [...new Set([...fragments.map(({ file }) => file), ...ofPipelines])],
    patterns: [...included, ...folders],
  };
}
