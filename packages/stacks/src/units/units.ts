import { join } from "node:path";
import { type Problem, ProblemError, problem, repoRoot } from "@logstead/base";
import { ansibleHost, type Site, type SiteHost } from "@logstead/inventory";
import type { RenderedTree } from "@logstead/templates";
import { type Component, components } from "./components.ts";
import { folderHash, playbookHashes, sha256 } from "./digest.ts";
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
  const known = options.components ?? components;
  const rolesFolder = options.roles ?? join(repoRoot, "ansible/roles");
  const placed = known.map((component) => ({
    component,
    hosts: Object.values(site.hosts).filter((host) => component.on(host, site)),
  }));
  const missing = placed.filter(
    ({ component, hosts }) => hosts.length > 0 && !tree.files.has(component.playbook),
  );
  if (missing.length > 0) throw new ProblemError(missing.map(({ component }) => noPlaybook(site, component)));
  return placed.flatMap(({ component, hosts }) => {
    if (hosts.length === 0) return [];
    const shared = {
      playbook: playbookHashes(tree, component.playbook),
      modules: folderHash(join(rolesFolder, "../collections")) ?? null,
      roles: component.roles.map((name) => [name, folderHash(join(rolesFolder, name)) ?? null]),
      // what all hosts are told alike, such as Loki's address and the programs' versions
      site: [site.derived.lokiUrl, site.derived.pushUrl, site.artifacts],
    };
    const before = placed.filter((one) => component.after.includes(one.component.name));
    return hosts.map((host): Unit => {
      const others = before.flatMap((one) =>
        one.hosts
          // a component that is on each host waits for its own host's; one that is elsewhere, for all
          .filter(({ name }) => name === host.name || !one.hosts.some((h) => h.name === host.name))
          .map(({ name }) => `${one.component.name}-${name}`),
      );
      return {
        name: `${component.name}-${host.name}`,
        component: component.name,
        host: host.name,
        playbook: component.playbook,
        hash: sha256(
          JSON.stringify([
            shared,
            targetOf(site, host.name),
            options.machines?.[host.name] ?? null,
            ...(options.images?.[component.name] ? [options.images[component.name]] : []),
            [...sliceOf(site, tree, host, component, known)].map(([path, file]) => [
              path,
              tree.hashes.get(path),
              file.mode,
              file.owner ?? null,
            ]),
          ]),
        ),
        secrets: component.secrets(site).filter((name) => site.derived.secrets.includes(name)),
        after: others,
      };
    });
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
  return known.flatMap((component) =>
    Object.values(site.hosts)
      .filter((host) => component.on(host, site))
      .map((host) => leaving(site, tree, host, component, known)),
  );
}

function leaving(
  site: Site,
  tree: RenderedTree,
  host: SiteHost,
  component: Component,
  known: readonly Component[],
): Leaving {
  const files = [...sliceOf(site, tree, host, component, known)].map(([path]) =>
    path.slice(`hosts/${host.name}`.length),
  );
  const { logstead: _, ...connection } = ansibleHost(site, host.name);
  const unit = /^\/etc\/systemd\/system\/([^/]+\.(?:service|timer|path|socket))$/;
  return {
    name: `${component.name}-${host.name}`,
    component: component.name,
    host: host.name,
    connection,
    services: files.flatMap((path) => unit.exec(path)?.[1] ?? []),
    files,
    credentials: component.credentials(site),
  };
}

/** The files of a host that belong to one component. */
export function* sliceOf(
  site: Site,
  tree: RenderedTree,
  host: SiteHost,
  component: Component,
  known: readonly Component[] = components,
) {
  const prefix = `hosts/${host.name}/`;
  const here = known.filter((one) => one.on(host, site));
  const [base] = here;
  for (const [path, file] of tree.files) {
    if (!path.startsWith(prefix)) continue;
    const owner = here.find(({ owns }) => owns.test(path.slice(prefix.length - 1))) ?? base;
    if (owner === component) yield [path, file] as const;
  }
}

const noPlaybook = (site: Site, { name, playbook }: Component): Problem =>
  problem("playbook-missing", `The rendered tree of '${site.environment}' has no playbook for ${name}.`, {
    path: playbook,
    fix: `./logstead render --env ${site.environment}`,
  });
