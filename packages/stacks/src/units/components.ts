import type { SiteHost } from "@logstead/inventory";

/** What is applied by one playbook, and to which hosts. */
export interface Component {
  name: string;
  /** Below the rendered folder. */
  playbook: string;
  /** Ansible roles it is made of, so that a change of one applies it anew. */
  roles: string[];
  on(host: SiteHost): boolean;
  /** The host's files that are its own, by their absolute paths; what no component owns is the base's. */
  owns: RegExp;
  /** Secrets that its playbook is given, by name; those of the site that are not used are left out. */
  secrets: string[];
  /** Components that are applied before it, on whatever host they are. */
  after: string[];
}

type Role = SiteHost["settings"]["roles"][number];
const role = (name: Role) => (host: SiteHost) => host.settings.roles.includes(name);
const unixHost = (host: SiteHost) => host.settings.platform !== "windows";
const agent = (name: "promtail" | "alloy") => (host: SiteHost) =>
  unixHost(host) && host.settings.collector.agent === name;

/** In the order they are applied. */
export const components: readonly Component[] = [
  {
    name: "base",
    playbook: "playbooks/01_base_system.yaml",
    roles: ["base_logging", "logrotate"],
    on: unixHost,
    owns: /(?!)/,
    secrets: [],
    after: [],
  },
  {
    name: "loki",
    playbook: "playbook_ocean_loki.yaml",
    roles: ["loki"],
    on: role("loki"),
    owns: /\/loki(\/|-|\.|$)/,
    secrets: [],
    after: ["base"],
  },
  {
    name: "nginx",
    playbook: "playbooks/nginx_proxy.yaml",
    roles: ["nginx_proxy"],
    on: role("nginx"),
    owns: /\/nginx(\/|-|\.|$)/,
    secrets: ["loki-push-token"],
    after: ["loki"],
  },
  {
    name: "promtail",
    playbook: "playbooks/promtail.yaml",
    roles: ["promtail"],
    on: agent("promtail"),
    owns: /\/promtail(\/|-|\.|$)/,
    secrets: ["loki-push-token"],
    after: ["nginx", "loki"],
  },
  {
    name: "alloy",
    playbook: "playbooks/alloy.yaml",
    roles: ["alloy"],
    on: agent("alloy"),
    owns: /\/alloy(\/|-|\.|$)/,
    secrets: ["loki-push-token"],
    after: ["nginx", "loki"],
  },
];
