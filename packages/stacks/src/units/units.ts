import { join } from "node:path";
import { type Problem, ProblemError, problem, repoRoot } from "@logstead/base";
import { ansibleHost, type Site, type SiteHost } from "@logstead/inventory";
import { type Component, components, type RenderedTree, unitOfFile } from "@logstead/templates";
import { folderHash, playbookHashes, sha256 } from "./digest.ts";
import { type Placed, placedOf } from "./placed.ts";
import type { Leaving, Unit } from "./unit.ts";

export interface UnitsOptions {
  /** Ansible's roles; the clone's own by default. */
  roles?: string;
  components?: readonly Component[];
  /** What tells a machine from another one with the same name and address (`machinesOf`). */
  machines?: Readonly<Record<string, string>>;
  /** The image that a component brings, by its name (`imagesOf`). */
  images?: Readonly<Record<string, string>>;
}

/** Everything that is applied to a site, in order; throws where the tree lacks a playbook. */
export function unitsOf(site: Site, tree: RenderedTree, options: UnitsOptions = {}): Unit[] {
  const placed = placedIn(site, tree, options);
  const missing = new Set(
    placed.map(({ component }) => component).filter(({ playbook }) => !tree.files.has(playbook)),
  );
  if (missing.size > 0) throw new ProblemError([...missing].map((playbook) => noPlaybook(site, playbook)));
  const rolesFolder = options.roles ?? join(repoRoot, "ansible/roles");
  const hashOfRole = remembered((name: string) => folderHash(join(rolesFolder, name)) ?? null);
  const modules = folderHash(join(rolesFolder, "../collections")) ?? null;
  const playbooks = remembered((name: string) => playbookHashes(tree, name));
  return placed.map(({ component, host, brought }) => {
    const { playbook } = component;
    const all = [component, ...brought];
    const roles = [...new Set(all.flatMap((component) => component.roles))];
    const image = options.images?.[component.name];
    const secrets = new Set(all.flatMap((component) => component.secrets(site)));
    return {
      name: `${component.name}-${host.name}`,
      component: component.name,
      host: host.name,
      playbook,
      hash: sha256(
        JSON.stringify([
          playbooks(playbook),
          modules,
          roles.map((name) => [name, hashOfRole(name)]),
          // what all hosts are told alike, such as Loki's address and the programs' versions
          [site.derived.lokiUrl, site.derived.pushUrl, site.artifacts],
          targetOf(site, host.name),
          options.machines?.[host.name] ?? null,
          ...(image ? [image] : []),
          filesOf(tree, host, all).map(([path, file]) => [
            path,
            tree.hashes.get(path),
            file.mode,
            file.owner ?? null,
          ]),
        ]),
      ),
      secrets: [...secrets].filter((name) => site.derived.secrets.includes(name)),
      after: before(component, host, placed),
    };
  });
}

/** A component that is on each host waits for its own host's; one that is elsewhere, for all. */
function before(component: Component, host: SiteHost, placed: readonly Placed[]): string[] {
  return component.after.flatMap((name) => {
    const all = placed.filter((placement) => placement.component.name === name);
    const here = all.filter((placement) => placement.host.name === host.name);
    return (here.length > 0 ? here : all).map((placement) => `${name}-${placement.host.name}`);
  });
}

/** Which machine it is and what playbooks may ask about it; not the way there, which differs between controllers. */
function targetOf(site: Site, host: string) {
  const { ansible_host, logstead } = ansibleHost(site, host);
  return { ansible_host, logstead };
}

/** What would be taken off each host that has a component. */
export function leavingOf(site: Site, tree: RenderedTree, options: UnitsOptions = {}): Leaving[] {
  const known = options.components ?? components;
  return placedIn(site, tree, options).map(({ component, host, brought }) => {
    // Last come, first to go: without Loki a collector would wait with what it still has to send.
    const files = [component, ...brought]
      .reverse()
      .flatMap((component) =>
        filesOf(tree, host, [component]).map(([path]) => path.slice(prefixOf(host).length - 1)),
      );
    const { logstead: _, ...connection } = ansibleHost(site, host.name);
    // including what was there before, such as a replaced collector
    const everBrought = known.filter(({ name }) => component.brings.includes(name));
    const all = [component, ...everBrought];
    const readers = all.flatMap((component) => Object.entries(component.readers));
    return {
      name: `${component.name}-${host.name}`,
      component: component.name,
      host: host.name,
      connection,
      services: files.flatMap((path) => unitOfFile(path) ?? []),
      files,
      owned: all.flatMap((component) => component.owns(site)),
      readers: readers.flatMap(([folder, unit]) =>
        files.some((file) => file.startsWith(folder)) ? unit : [],
      ),
    };
  });
}

const prefixOf = (host: SiteHost) => `hosts/${host.name}/`;

/** The files of a host that belong to components. */
const filesOf = (tree: RenderedTree, host: SiteHost, all: readonly Component[]) =>
  [...tree.files].filter(
    ([path, { component }]) => path.startsWith(prefixOf(host)) && all.some(({ name }) => name === component),
  );

/** What is applied where; throws where the tree does not say what its files belong to. */
function placedIn(site: Site, tree: RenderedTree, options: UnitsOptions): Placed[] {
  const unknown = [...tree.files].find(([path, file]) => path.startsWith("hosts/") && !file.component);
  if (unknown) throw new ProblemError(noComponent(site, unknown[0]));
  return placedOf(site, options.components ?? components);
}

function remembered<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    if (!known.has(name)) known.set(name, make(name));
    return known.get(name) as T;
  };
}

const noPlaybook = (site: Site, { name, playbook }: Component): Problem =>
  problem("playbook-missing", `The rendered tree of '${site.environment}' has no playbook for ${name}.`, {
    path: playbook,
    fix: `./logstead render --env ${site.environment}`,
  });

/** A tree that an older Logstead has written: what it would leave behind cannot be told. */
const noComponent = (site: Site, path: string): Problem =>
  problem(
    "component-missing",
    `The rendered tree of '${site.environment}' does not say which component this file belongs to.`,
    { path, fix: `./logstead render --env ${site.environment}` },
  );
