import { collectorOf } from "@logstead/agent";
import { bracketed, ports } from "@logstead/base";
import { collectorVersion, inDays, type Site, type SiteHost, storedName } from "@logstead/inventory";

type Agent = "promtail" | "alloy";

/** The variables of the collector's role, alike on all hosts. */
export function agentVars(site: Site, agent: Agent): Record<string, unknown> {
  const program = site.artifacts.programs[agent];
  const download = site.artifacts.source === "url" && program?.url;
  const vars = {
    // said also where it is the default: a tree from before an upgrade must bring the old one back
    version: collectorVersion(site, agent),
    ...(download && { url: download }),
    ...(program && Object.keys(program.sha256).length > 0 && { sha256: program.sha256 }),
    transport: site.loki.transport,
    authority: site.loki.tls.ca === "own" ? "own" : "files",
    renew_before: Math.ceil(inDays(site.loki.tls.renewBefore)),
    secrets: `{{ ${agent}_own.secrets | default(${agent}_common.secrets) }}`,
    environment: `{{ ${agent}_own.environment | default(${agent}_common.environment) }}`,
    ready_url: `{{ ${agent}_own.ready_url | default(${agent}_common.ready_url) }}`,
    ports: `{{ ${agent}_own.ports | default(${agent}_common.ports) }}`,
  };
  return {
    ...Object.fromEntries(Object.entries(vars).map(([name, value]) => [`${agent}_${name}`, value])),
    // ansible-lint wants a role's variables to begin with its name
    [`${agent}_own`]: `{{ ${agent}_differing[inventory_hostname] | default({}) }}`,
    [`${agent}_common`]: commonVars(site, agent),
  };
}

const readyUrl = (agent: Agent, address: string, port: number) =>
  `http://${bracketed(address)}:${port}${agent === "promtail" ? "/ready" : "/-/ready"}`;

function commonVars(site: Site, agent: Agent) {
  return {
    secrets: tokens(site, agent, []),
    environment: salt(site),
    ready_url: readyUrl(agent, "127.0.0.1", ports[agent]),
    ports: [ports[agent]],
  };
}

/** The variables in which hosts differ from the common ones, by host. */
export function differingAgents(site: Site, agent: Agent) {
  const common = commonVars(site, agent);
  const differing: Record<string, Record<string, unknown>> = {};
  for (const host of Object.values(site.hosts)) {
    if (host.settings.collector.agent !== agent || host.settings.platform === "windows") continue;
    const variables = hostVars(site, agent, host);
    const differs = Object.entries(variables).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(common[name as keyof typeof common]),
    );
    if (differs.length > 0) differing[host.name] = Object.fromEntries(differs);
  }
  return differing;
}

function hostVars(site: Site, agent: Agent, host: SiteHost) {
  const { server, sources } = collectorOf(site, host);
  // a wait for a port is for one of TCP
  const received = sources.flatMap(({ read }) =>
    (read.listens ?? []).flatMap(({ protocol, port }) => (protocol === "tcp" ? [port] : [])),
  );
  return {
    secrets: tokens(
      site,
      agent,
      host.settings.collector.destinations.map(({ token }) => token),
    ),
    ready_url: readyUrl(agent, server.address === "0.0.0.0" ? "127.0.0.1" : server.address, server.port),
    ports: [server.port, ...new Set(received)],
  };
}

/** The files of tokens, as the collector's configuration names them. */
function tokens(site: Site, agent: Agent, destinations: readonly (string | undefined)[]) {
  const folder = `/etc/${agent}/tls`;
  const { transport, pushToken } = site.loki;
  const token = pushToken ?? (transport === "plain" ? undefined : "secret:loki-push-token");
  return [
    ...(token ? [{ dest: `${folder}/token`, secret: nameOf(token) }] : []),
    ...destinations.flatMap((token, i) =>
      token ? [{ dest: `${folder}/destination_${i + 2}.token`, secret: nameOf(token) }] : [],
    ),
  ];
}

const salt = (site: Site): Record<string, string> =>
  site.redaction.hash.enabled ? { LOGSTEAD_REDACTION_SALT: nameOf(site.redaction.hash.salt) } : {};

/** The name by which playbooks ask for a secret. */
export const nameOf = (ref: string): string => storedName(ref as never) ?? ref;
