import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { ansibleHost, type Site, sshArgs, summarize } from "@logstead/inventory";
import { probeLines } from "@logstead/operate";
import { ownSecrets } from "@logstead/secrets";
import { leavingOf, unitsOf } from "@logstead/stacks";
import { type RenderedTree, renderedTree, type SiteFile, siteFiles, siteTree } from "@logstead/templates";
import { asRead } from "./detector-file.ts";

/** What follows from a site: its files, not rendered yet, and what verbs would do, as texts by name. */
export interface Effects {
  site: Site;
  files: Map<string, SiteFile>;
  verbs: Map<string, string>;
}

export function effectsOf(site: Site): Effects {
  const files = new Map(siteFiles(site).map((file) => [file.path, file]));
  return { site, files, verbs: new Map(Object.entries(verbsOf(site, files)).map(([k, v]) => [k, json(v)])) };
}

const json = (value: unknown) => JSON.stringify(value) ?? "";

/**
 * The names of what differs. A template may leave out what it is given, so files with other data are rendered;
 * who checks a file and where it comes from is no part of it.
 */
export function differences(before: Effects, after: Effects): string[] {
  const found = [...after.verbs].flatMap(([name, text]) => (before.verbs.get(name) === text ? [] : [name]));
  if (found.length > 0) return found;
  const changed: string[] = [];
  for (const path of new Set([...before.files.keys(), ...after.files.keys()])) {
    const [one, two] = [before.files.get(path), after.files.get(path)];
    if (!one || !two || one.mode !== two.mode || one.owner !== two.owner) return [path];
    if (json(one.body) !== json(two.body)) changed.push(path);
  }
  for (const path of changed) {
    const [one, two] = [before, after].map(({ site, files }) => textOf(site, files.get(path) as SiteFile));
    if (one !== two) return [path];
  }
  return [];
}

function textOf(site: Site, file: SiteFile): string {
  const result = siteTree(site, [file]);
  if (!result.ok) throw new Error(json(result.problems));
  const text = result.tree.files.get(file.path)?.content ?? "";
  return file.checker === "detector-settings" ? asRead(text) : text;
}

/**
 * What verbs would do, apart from handling files: how hosts are reached, what is applied to them, with which
 * secrets. Hashes that only say that something is other are left out, and so is what only repeats the inventory.
 */
function verbsOf(site: Site, files: Map<string, SiteFile>) {
  const tree = emptyTree(files);
  const nowhere = { roles: "/nonexistent" };
  const hosts = Object.values(site.hosts);
  const summary = summarize(site);
  return {
    ssh: hosts.map((host) => sshArgs(host)),
    "ansible variables": hosts.map(({ name }) => {
      const { logstead, ...connection } = ansibleHost(site, name);
      const known = Object.entries(logstead as object).filter(([key]) => readByRoles.has(key));
      return [name, connection, known];
    }),
    units: unitsOf(site, tree, nowhere).map(({ hash: _, ...unit }) => unit),
    decommissioning: leavingOf(site, tree, nowhere).map(({ connection: _, ...leaving }) => leaving),
    secrets: [site.secrets, ownSecrets(site)],
    expected: [summary.streams, summary.disk],
    probe: probeLines(site, "run").lines.map(({ read: _, ...line }) => line),
  };
}

/** The paths that are rendered, without contents. */
function emptyTree(files: Map<string, SiteFile>): RenderedTree {
  const result = renderedTree(
    [...files.values()].map(({ path, component }) => [
      path,
      { content: "", mode: 0o644, ...(component && { component: component.name }) },
    ]),
  );
  if (!result.ok) throw new Error(json(result.problems));
  return result.tree;
}

/** The host's variables that a role or playbook asks for. */
const readByRoles = new Set(
  ["ansible/roles", "packages/templates/files/playbooks"].flatMap((folder) =>
    readdirSync(join(repoRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("molecule"))
      .flatMap((entry) => {
        const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
        return [...text.matchAll(/\blogstead\.(\w+)/g)].map(([, key = ""]) => key);
      }),
  ),
);
