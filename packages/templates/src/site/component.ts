import type { Site, SiteHost } from "@logstead/inventory";

/**
 * What one playbook puts on a host, said once. Whatever applies it, removes it, watches it or copies its data reads
 * it here; which rendered files belong to it, its products say.
 */
export interface Component {
  /** Also a part of the stack's names: `promtail-dns01`. */
  name: string;
  /** In `site.yaml`; undefined where the playbook of another component imports its own. */
  title?: string;
  /** Below the rendered folder. */
  playbook: string;
  /** Ansible roles it is made of, so that a change of one applies it anew. */
  roles: readonly string[];
  /** Whether it is on a host, by its own playbook or by that of a component that brings it. */
  on(host: SiteHost, site: Site): boolean;
  /** Components that are applied before it, on whatever host they are. */
  after: readonly string[];
  /** Components that its playbook applies too, where they are on the same host. */
  brings: readonly string[];
  /** Names of the site's secrets that its playbook is given; a new value applies it anew. */
  secrets(site: Site): string[];
  /** Paths beside the rendered files that its roles write and that go with it: certificates, keys, tokens. */
  owns(site: Site): string[];
  /** Folders with data it cannot recreate; they stay when it is removed. */
  data(site: Site): string[];
  /** What it runs; undefined for settings alone, and where the program is there already. */
  program?: Program;
  /** Programs of others, by the folder of rendered files that they read: they read it again once those are gone. */
  readers: Readonly<Record<string, string>>;
}

/** A component's program, which Logstead installs. */
export interface Program {
  /** As the inventory calls it in `artifacts.programs`, and its artefact. */
  name: keyof Site["artifacts"]["programs"];
  /** The service that runs it, and runs always. */
  unit: string;
  version(site: Site): string;
  /** Where it is installed; an image has none. */
  executable?: string;
  /** The container that its image runs in. */
  container?: string;
  /** Whether the image comes from the site's own registry, and not from the controller. */
  fromRegistry?(site: Site): boolean;
}

/** Where units are written; what is there and none of them is `50-logstead.conf` and the like, a level below. */
const unitFolder = "/etc/systemd/system";

/** The absolute path of a unit's file. */
export const unitFile = (name: string) => `${unitFolder}/${name}`;

/** The unit whose file it is: those that are stopped before they are removed. A slice ends with its last service. */
export function unitOfFile(path: string): string | undefined {
  const name = path.slice(unitFolder.length + 1);
  const isUnit = path === unitFile(name) && /^[^/]+\.(service|socket|timer|path)$/.test(name);
  return isUnit ? name : undefined;
}
