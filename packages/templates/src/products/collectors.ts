import { alloyConfig, collectorOf, promtailConfig } from "@logstead/agent";
import type { Site, SiteHost } from "@logstead/inventory";
import { onHost, type Product, type Setting, type SiteFile, settingsOf } from "../site/file.ts";
import { lokiHost } from "./loki/data.ts";

/** What every collector's configuration follows from, beside its host. */
const shared: readonly Setting[] = [
  ["site"],
  ["labels"],
  ["levels"],
  ["fields"],
  ["logKinds"],
  ["tenants"],
  ["redaction"],
  ["pipelines"],
  ["devices"],
  ["gateway"],
  ["exports"],
  ["loki"],
];

/** The configuration of each host's collector. */
export const collectors: Product = {
  name: "collectors",
  *files(site) {
    const central = centralHosts(site);
    for (const host of Object.values(site.hosts)) {
      const { agent } = host.settings.collector;
      const file = config(site, host);
      yield { ...file, path: onHost(host.name, configPath(host)) };
      // `site.outputs` has one such file: the central machine's.
      if (central.has(host.name))
        yield { ...file, path: site.site.outputs[agent === "promtail" ? "promtailConfig" : "alloyConfig"] };
    }
  },
};

function config(site: Site, host: SiteHost): Omit<SiteFile, "path"> {
  const { agent } = host.settings.collector;
  const model = collectorOf(site, host);
  return {
    checker: agent,
    mode: 0o640,
    owner: `root:${agent}`,
    from: [...settingsOf(host), ...shared],
    body: { text: agent === "promtail" ? promtailConfig(model) : alloyConfig(model) },
  };
}

export function configPath({ settings: { collector }, derived }: SiteHost): string {
  const file = collector.agent === "promtail" ? "config.yaml" : "config.alloy";
  return derived.runtime === "windows"
    ? `/ProgramData/${collector.agent}/${file}`
    : `/etc/${collector.agent}/${file}`;
}

/** Of each collector program one host: Loki's own, else the first. */
function centralHosts(site: Site): Set<string> {
  const hosts = Object.values(site.hosts);
  const loki = lokiHost(site);
  const first = (agent: string) => {
    const having = hosts.filter((host) => host.settings.collector.agent === agent);
    return (having.find((host) => host === loki) ?? having[0])?.name;
  };
  return new Set([first("promtail"), first("alloy")].filter((name) => name !== undefined));
}
