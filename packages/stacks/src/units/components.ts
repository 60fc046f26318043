import { detectorHost, type SecretRef, type Site, type SiteHost, storedName } from "@logstead/inventory";
import { detectorSecrets } from "@logstead/templates";

/** What is applied by one playbook, and to which hosts. */
export interface Component {
  name: string;
  /** Below the rendered folder. */
  playbook: string;
  /** Ansible roles it is made of, so that a change of one applies it anew. */
  roles: string[];
  on(host: SiteHost, site: Site): boolean;
  /** The host's files that are its own, by their absolute paths; what no component owns is the first one's. */
  owns: RegExp;
  /** Names of the site's secrets that its playbook is given; a new value applies it anew. */
  secrets(site: Site): string[];
  /** What its roles write beside those that nobody may keep: certificates, keys, tokens. */
  credentials(site: Site): string[];
  /** Components that are applied before it, on whatever host they are. */
  after: string[];
}

type Role = SiteHost["settings"]["roles"][number];
const has = (host: SiteHost, role: Role) => host.settings.roles.includes(role);
const unixHost = (host: SiteHost) => host.settings.platform !== "windows";
const named = (...refs: (SecretRef | undefined)[]) => refs.flatMap((ref) => (ref && storedName(ref)) ?? []);

/** The token that collectors push with: the inventory's, else the one that a proxied Loki has by default. */
const pushToken = (site: Site) =>
  site.loki.pushToken
    ? named(site.loki.pushToken)
    : site.loki.transport === "plain"
      ? []
      : ["loki-push-token"];

const collectorSecrets = (site: Site) => [
  ...pushToken(site),
  ...(site.redaction.hash.enabled ? named(site.redaction.hash.salt) : []),
];

const ofCollector = (name: "promtail" | "alloy") => [`/etc/${name}/tls`, `/etc/${name}/redaction.env`];
const ofNginx = ["/etc/nginx/logstead/tls", "/etc/nginx/logstead/tokens.map"];

const collector = (name: "promtail" | "alloy"): Component => ({
  name,
  playbook: `playbooks/${name}.yaml`,
  roles: [name, "certificates", "service", "artifact"],
  // Loki's own playbook brings the collector beside it
  on: (host) => unixHost(host) && host.settings.collector.agent === name && !has(host, "loki"),
  owns: /\/(promtail|alloy)(\/|-|\.|$)/,
  secrets: collectorSecrets,
  credentials: () => ofCollector(name),
  after: ["nginx", "loki"],
});

/** In the order they are applied. */
export const components: readonly Component[] = [
  {
    name: "base",
    playbook: "playbooks/01_base_system.yaml",
    roles: ["base_logging", "logrotate", "heartbeat"],
    on: unixHost,
    owns: /(?!)/,
    secrets: () => [],
    credentials: () => [],
    after: [],
  },
  {
    name: "loki",
    playbook: "playbook_ocean_loki.yaml",
    roles: ["loki", "nginx_proxy", "promtail", "alloy", "certificates", "service", "artifact"],
    on: (host) => has(host, "loki"),
    owns: /\/(loki|nginx|promtail|alloy)(\/|-|\.|$)/,
    secrets: (site) => [
      ...collectorSecrets(site),
      // the ruler sends alerts to n8n
      ...named(site.loki.storage.accessKey, site.loki.storage.secretKey, site.n8n.webhookToken),
    ],
    credentials: () => [
      ...["/etc/loki/tls", "/etc/loki/secrets.env", ...ofNginx],
      ...ofCollector("promtail"),
      ...ofCollector("alloy"),
    ],
    after: ["base"],
  },
  {
    name: "nginx",
    playbook: "playbooks/nginx_proxy.yaml",
    roles: ["nginx_proxy", "certificates", "service"],
    on: (host) => has(host, "nginx") && !has(host, "loki"),
    owns: /\/nginx(\/|-|\.|$)/,
    secrets: pushToken,
    credentials: () => ofNginx,
    after: ["loki"],
  },
  collector("promtail"),
  collector("alloy"),
  {
    name: "grafana",
    playbook: "playbooks/grafana.yaml",
    roles: ["grafana"],
    on: (host) => has(host, "grafana"),
    owns: /\/grafana(\/|-|\.|$)/,
    secrets: (site) => [...pushToken(site), ...named(site.grafana.token)],
    credentials: (site) => [`${site.grafana.folder}/logstead`],
    after: ["loki"],
  },
  {
    name: "n8n",
    playbook: "playbooks/n8n.yaml",
    roles: ["n8n"],
    on: (host) => has(host, "n8n"),
    owns: /\/n8n(\/|-|\.|$)/,
    secrets: (site) =>
      named(site.n8n.webhookToken, ...Object.values(site.alerting.channels).map(keyOfChannel)),
    // n8n keeps its own, encrypted
    credentials: () => [],
    after: ["base"],
  },
  {
    name: "detector",
    playbook: "playbook_log_anomaly_detector.yaml",
    roles: ["detector", "certificates", "service"],
    on: (host, site) => detectorHost(site)?.name === host.name,
    owns: /\/((logstead-)?detector(\/|\.)|vars_log_anomaly\.yaml$)/,
    secrets: detectorSecrets,
    credentials: () => ["/etc/logstead/detector/secrets", "/etc/logstead/detector/tls"],
    after: ["loki", "nginx"],
  },
];

const keyOfChannel = (channel: Site["alerting"]["channels"][string]) =>
  channel.type === "email" ? channel.password : channel.type === "slack" ? channel.token : channel.routingKey;
