import { createHash } from "node:crypto";
import { ipOf } from "@logstead/fields";
import type { Site, SiteHost } from "../site/types.ts";
import { sshIdentity, sshOptions } from "./ssh.ts";

type Vars = Record<string, unknown>;

/** What `ansible-inventory --list` expects of a dynamic inventory script (Ansible developer guide). */
export interface AnsibleList {
  _meta: { hostvars: Record<string, Vars> };
  all: { children: string[]; vars: Vars };
  [group: string]: unknown;
}

/** Ansible group names are Python identifiers; the prefix keeps them apart from host names. */
const groupName = (kind: string, name: string) => `${kind}_${name.replaceAll("-", "_")}`;

function groupsOf(host: SiteHost): string[] {
  const { settings, derived } = host;
  return [
    ...settings.roles.map((role) => groupName("role", role)),
    ...settings.groups.map((group) => groupName("group", group)),
    groupName("collector", settings.collector.agent),
    groupName("platform", settings.platform),
    groupName("engine", derived.containerEngine),
  ];
}

/** How Ansible reaches the host, and what its playbooks may ask about it. No secret is in here. */
function hostVars(host: SiteHost): Vars {
  const { settings, derived } = host;
  const { ssh } = settings;
  return {
    ansible_host: ipOf(settings.address),
    ansible_user: ssh.user,
    ansible_port: ssh.port,
    ...(ssh.identity ? { ansible_ssh_private_key_file: sshIdentity(host) } : {}),
    ansible_ssh_common_args: commonArgs(host),
    ansible_control_path: controlPath(host),
    ...(settings.platform === "windows"
      ? { ansible_shell_type: "powershell" }
      : { ansible_python_interpreter: "/usr/bin/python3" }),
    logstead: {
      name: host.name,
      roles: settings.roles,
      platform: settings.platform,
      arch: settings.arch,
      collector: {
        agent: settings.collector.agent,
        runtime: derived.runtime,
        positions_path: derived.positionsPath,
      },
      container_engine: derived.containerEngine,
      container_logs: settings.containerLogs,
      tenant: derived.tenant,
      timezone: derived.timezone,
      user_groups: derived.userGroups,
    },
  };
}

const commonArgs = (host: SiteHost) =>
  Object.entries(sshOptions(host))
    .map(([name, value]) => `-o ${name}=${quote(value)}`)
    .join(" ");

/**
 * The socket of an open connection, named for the whole way to the host. Ansible's own name is made of address, port
 * and user only, so a run on one environment could use a connection to another's host with the same address.
 */
function controlPath(host: SiteHost): string {
  const { address, ssh } = host.settings;
  const way = [ipOf(address), ssh.port, ssh.user, sshIdentity(host) ?? "", commonArgs(host)];
  const hash = createHash("sha256").update(JSON.stringify(way)).digest("hex").slice(0, 16);
  return `%(directory)s/${hash}`;
}

const quote = (text: string) => (/^[\w./~-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, "\\$&")}"`);

/** The inventory as `--list` prints it. */
export function ansibleList(site: Site): AnsibleList {
  const groups = new Map<string, string[]>();
  for (const host of Object.values(site.hosts))
    for (const group of groupsOf(host)) groups.set(group, [...(groups.get(group) ?? []), host.name]);
  const sorted = [...groups].sort(([a], [b]) => a.localeCompare(b));
  return {
    _meta: {
      hostvars: Object.fromEntries(Object.values(site.hosts).map((host) => [host.name, hostVars(host)])),
    },
    all: {
      children: [...sorted.map(([name]) => name), "ungrouped"],
      vars: {
        logstead_environment: site.environment,
        logstead_loki_url: site.derived.lokiUrl,
        logstead_push_url: site.derived.pushUrl,
      },
    },
    ...Object.fromEntries(sorted.map(([name, hosts]) => [name, { hosts }])),
  };
}

/** What a dynamic inventory script answers to `--host NAME`. */
export function ansibleHost(site: Site, name: string): Vars {
  const host = site.hosts[name];
  return host ? hostVars(host) : {};
}

/** The same as a YAML inventory file's data. */
export function ansibleFile(site: Site): unknown {
  const { _meta, all, ...groups } = ansibleList(site);
  const children = Object.entries(groups).map(([name, group]) => {
    const { hosts } = group as { hosts: string[] };
    return [name, { hosts: Object.fromEntries(hosts.map((host) => [host, {}])) }];
  });
  return { all: { vars: all.vars, hosts: _meta.hostvars, children: Object.fromEntries(children) } };
}
