import { join } from "node:path";
import { ExitCode, ProblemError, repoRoot } from "@logstead/base";
import { ipOf, load, type Site, type SiteHost } from "@logstead/inventory";
import { type LabPlan, type LabRole, onlyHosts } from "./plan.ts";

/** The lab's own address in its network: the last one before the broadcast address. */
const bridgeOf = (cidr: string) => cidr.replace(/\.\d+\/\d+$/, ".254");

/** What the lab has to provide for a site: its hosts, what they need, and the pages to open. */
export function planOf(site: Site): LabPlan {
  const hosts = Object.values(site.hosts);
  const first = hosts[0]?.settings.address ?? "";
  const cidr = `${ipOf(first as never).replace(/\.\d+$/, ".0")}/${first.split("/")[1] ?? 24}`;
  return {
    network: { cidr, bridge: bridgeOf(cidr) },
    hosts: hosts.map((host) => ({
      name: host.name,
      address: ipOf(host.settings.address),
      roles: rolesOf(host),
      user: host.settings.ssh.user,
    })),
    ports: pages(site),
  };
}

function rolesOf({ settings }: SiteHost): LabRole[] {
  const roles: LabRole[] = [];
  if (settings.containerLogs !== "none" || settings.roles.includes("loki")) roles.push("containers");
  if (settings.roles.includes("gateway")) roles.push("windows-folder");
  if (settings.roles.includes("n8n")) roles.push("n8n");
  return roles;
}

function pages(site: Site): LabPlan["ports"] {
  const page = (name: "n8n" | "loki" | "detector" | "grafana", port: number) => {
    const host = Object.values(site.hosts).find(({ settings }) => settings.roles.includes(name));
    return host ? [{ name, host: host.name, port }] : [];
  };
  return [
    ...page("n8n", site.n8n.port),
    ...page("loki", site.loki.port),
    ...page("detector", site.detector.port),
    ...page("grafana", site.grafana.port),
  ];
}

let loaded: LabPlan | undefined;

/** The plan of the environment `lab`: addresses, names and roles come from its inventory. */
export function labPlan(): LabPlan {
  if (loaded) return loaded;
  const result = load(join(repoRoot, "infra/environments/lab.yaml"));
  if (!result.ok) throw new ProblemError(result.problems, ExitCode.problems);
  loaded = planOf(result.site);
  return loaded;
}

/** Only some hosts of the environment `lab`, for a test that needs one or two. */
export const planWith = (names: string[]): LabPlan => onlyHosts(names, labPlan());
