import { ports as defaultPorts } from "@logstead/base";
import { ipOf } from "@logstead/fields";
import { kindOf } from "@logstead/sources";
import { lokiParts, partsAddress } from "./loki-parts.ts";
import { detectorProxyPort } from "./programs.ts";
import type { HostSettings, ListenPort, NamedSource, Sections } from "./types.ts";

const loopback = "127.0.0.1";

/** Every port of a host that the inventory says something listens on. */
export function hostPorts(settings: HostSettings, sources: NamedSource[], site: Sections): ListenPort[] {
  const ports: ListenPort[] = [];
  const { collector } = settings;
  const listen = collector.listen ?? [
    { purpose: "http", address: loopback, port: defaultPorts[collector.agent] } as const,
  ];
  for (const [i, entry] of listen.entries())
    ports.push({
      owner: `${collector.agent} (${entry.purpose})`,
      path: collector.listen ? ["collector", "listen", i, "port"] : ["collector"],
      address: entry.address,
      port: entry.port,
      protocol: "tcp",
    });
  const listened = new Set(collector.listen?.map((entry) => entry.port));
  for (const { name, source } of sources) {
    for (const { address, port, protocol } of kindOf(source).listens?.(source) ?? [])
      if (!listened.has(port))
        ports.push({
          owner: `source ${name} (${source.type} ${protocol})`,
          path: ["sources", name, "port"],
          address,
          port,
          protocol,
        });
  }
  for (const [name, { address, port, protocol }] of Object.entries(settings.ports))
    ports.push({ owner: `service ${name}`, path: ["ports", name, "port"], address, port, protocol });
  if (settings.roles.some((role) => role !== "agent")) ports.push(...rolePorts(settings, site));
  return ports;
}

function rolePorts(settings: HostSettings, site: Sections): ListenPort[] {
  const has = (role: HostSettings["roles"][number]) => settings.roles.includes(role);
  const tcp = (owner: string, path: string[], address: string, port: number): ListenPort => ({
    owner,
    path,
    address,
    port,
    protocol: "tcp",
  });
  const ports: ListenPort[] = [];
  if (has("loki")) {
    ports.push(tcp("Loki", ["loki", "port"], site.loki.address, site.loki.port));
    const address = partsAddress(site.loki, ipOf(settings.address));
    for (const { name, http, grpc, gossip } of lokiParts(site.loki))
      for (const [what, port] of Object.entries({ http, grpc, gossip }))
        ports.push(tcp(`Loki's part ${name} (${what})`, ["loki", "mode"], address, port));
  }
  if (has("nginx"))
    ports.push(
      tcp("nginx (Loki API)", ["nginx", "address"], site.nginx.address ?? settings.address, site.loki.port),
    );
  if (has("detector") && site.detector.enabled)
    ports.push(tcp("detector", ["detector", "port"], site.detector.address, site.detector.port));
  const page = detectorProxyPort(site, { settings });
  if (page !== undefined)
    ports.push(
      tcp("nginx (detector's page)", ["detector", "publicUrl"], site.nginx.address ?? settings.address, page),
    );
  if (has("grafana")) ports.push(tcp("Grafana", ["grafana", "port"], "0.0.0.0", site.grafana.port));
  if (has("n8n")) ports.push(tcp("n8n", ["n8n", "port"], "0.0.0.0", site.n8n.port));
  if (has("alertmanager"))
    ports.push(tcp("Alertmanager", ["alerting", "alertmanagerUrl"], loopback, defaultPorts.alertmanager));
  return ports;
}
