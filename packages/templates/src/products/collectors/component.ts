import { collectorPlaces } from "@logstead/agent";
import { collectorVersion, type Site } from "@logstead/inventory";
import type { Component } from "../../site/component.ts";
import { namesOf, pushTokenNames } from "../../site/secrets.ts";

type Agent = "promtail" | "alloy";

/** Secrets that a collector's playbook is given. */
export const collectorSecrets = (site: Site): string[] => [
  ...pushTokenNames(site),
  ...(site.redaction.hash.enabled ? namesOf(site.redaction.hash.salt) : []),
];

/** A collector of a host, as a service. */
function collector(agent: Agent) {
  const { program, home, credentials, environment } = collectorPlaces(agent);
  return {
    name: agent,
    title: `The collectors that are ${agent}`,
    playbook: `playbooks/${agent}.yaml`,
    roles: [agent, "collector", "certificates", "service", "artifact", "takeover"],
    on: ({ settings }) => settings.platform !== "windows" && settings.collector.agent === agent,
    after: ["nginx", "loki"],
    brings: [],
    secrets: collectorSecrets,
    owns: () => [credentials, environment],
    data: () => [home],
    program: {
      name: agent,
      unit: `${agent}.service`,
      version: (site) => collectorVersion(site, agent),
      executable: program,
    },
    readers: {},
  } satisfies Component;
}

export const collectorComponents = { promtail: collector("promtail"), alloy: collector("alloy") };
