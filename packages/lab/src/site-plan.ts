import { ProblemError, problem } from "@logstead/base";
import { detectorHost, detectorProxyPort, ipOf, type Site, type SiteHost } from "@logstead/inventory";
import type { LabHost, LabPlan, LabPort, LabRole } from "./plan.ts";

/** The lab of an environment: its hosts under their own names and addresses, with what their roles need. */
export function planOf(site: Site): LabPlan {
  const hosts = Object.values(site.hosts).map(labHost);
  return {
    network: networkOf(Object.values(site.hosts), site.file),
    hosts,
    ports: [
      ...page("n8n", site.n8n.port),
      ...page("loki", site.loki.port, site.loki.transport !== "plain"),
      ...detectorPage(site),
      // no Grafana: the lab has none, only the files that its role writes for one
    ],
  };

  function page(role: LabRole, port: number, tls = false): LabPort[] {
    const host = hosts.find((h) => h.roles.includes(role));
    return host ? [{ name: role, host: host.name, port, ...(tls && { tls }) }] : [];
  }
}

/** Where people come to it: at nginx, if that lets them, for it listens on its own host only. */
function detectorPage(site: Site): LabPort[] {
  const host = detectorHost(site);
  const proxy = host && detectorProxyPort(site, host);
  if (!host) return [];
  const tls = proxy !== undefined && site.loki.transport !== "plain";
  return [{ name: "detector", host: host.name, port: proxy ?? site.detector.port, ...(tls && { tls }) }];
}

function labHost({ name, settings }: SiteHost): LabHost {
  const roles: LabRole[] = [...settings.roles];
  if (settings.containerEngine) roles.push("containers");
  if (settings.platform === "wsl2") roles.push("windows-folder");
  return { name, address: ipOf(settings.address), roles, user: settings.ssh.user };
}

/** The one network that all hosts are in; its last address is the bridge's. */
function networkOf(hosts: SiteHost[], file: string): LabPlan["network"] {
  const networks = new Set(hosts.map((host) => networkAddress(host.settings.address)));
  const [only = ""] = networks;
  if (networks.size !== 1 || only === "")
    throw new ProblemError(
      problem("lab-networks", "a lab has one IPv4 network, and these hosts are not in one", {
        file,
        path: "hosts",
        got: hosts.map((host) => `${host.name} ${host.settings.address}`).join(", "),
        want: "addresses of one network with its prefix, such as 192.168.1.143/24",
      }),
      1,
    );
  const [net = "", bits = ""] = only.split("/");
  return { cidr: only, bridge: text(number(net) + 2 ** (32 - Number(bits)) - 2) };
}

function networkAddress(address: string): string {
  const [ip = "", bits = "24"] = address.split("/");
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return "";
  const size = 2 ** (32 - Number(bits));
  return `${text(Math.floor(number(ip) / size) * size)}/${bits}`;
}

const number = (ip: string) => ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const text = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
