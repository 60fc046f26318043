import { alloyConfig, collectorOf, collectorPlaces, promtailConfig, windowsPlaces } from "@logstead/agent";
import type { Site, SiteHost } from "@logstead/inventory";
import { onHost, type Setting, type SiteFile, settingsOf } from "../../site/file.ts";
import { lokiHost } from "../loki/data.ts";

/** The settings that every collector's configuration depends on, besides its host's. */
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
export function* configFiles(site: Site, agent: Agent): Iterable<SiteFile> {
  const hosts = Object.values(site.hosts).filter(({ settings }) => settings.collector.agent === agent);
  const central = hosts.find((host) => host === lokiHost(site)) ?? hosts[0];
  for (const host of hosts) {
    const file = config(site, host);
    yield { ...file, path: onHost(host.name, configPath(host)) };
    // Beside the hosts' there is one for people: the central machine's, which is Loki's, else the first.
    if (host === central)
      yield { ...file, path: site.site.outputs[agent === "promtail" ? "promtailConfig" : "alloyConfig"] };
  }
}

type Agent = "promtail" | "alloy";

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

/** On Windows without its drive, which a rendered path cannot have. */
const configPath = ({ settings: { collector }, derived }: SiteHost): string =>
  derived.runtime === "windows"
    ? windowsPlaces(collector.agent).config.replace(/^C:/, "")
    : collectorPlaces(collector.agent).config;
