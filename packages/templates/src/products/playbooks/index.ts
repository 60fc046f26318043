import { detectorHost, type Site } from "@logstead/inventory";
import type { Component } from "../../site/component.ts";
import { hostsWith, type Product, type SiteFile } from "../../site/file.ts";
import { n8nComponent } from "../alerts/index.ts";
import { baseComponent } from "../base.ts";
import { collectorComponents } from "../collectors/component.ts";
import { detectorComponent } from "../detector/component.ts";
import { grafanaComponent } from "../grafana.ts";
import { lokiComponent } from "../loki/component.ts";
import { behindNginx, lokiHost } from "../loki/data.ts";
import { nginxComponent } from "../nginx.ts";
import { agentVars, differingAgents } from "./agents.ts";
import { baseData } from "./base.ts";
import { detectorVars, grafanaVars, lokiVars, n8nVars, nginxVars } from "./services.ts";

/** The playbooks, under the names that the homelab's own playbooks import. */
export const playbooks: Product = {
  name: "playbooks",
  *files(site) {
    const loki = lokiHost(site);
    const agents = agentsOf(site);
    const has = (role: Parameters<typeof hostsWith>[1]) => hostsWith(site, role).length > 0;
    const nginx = behindNginx(site);
    yield playbook(baseComponent);
    yield playbook(baseComponent, baseData(site), [["hosts"]], "playbooks/individual/base/logging.yaml");
    yield playbook(baseComponent, {}, [["hosts"]], "playbooks/individual/base/tz_sysctl_udev.yaml");
    if (loki) {
      const vars = { loki: lokiVars(site, loki) };
      const lokiAgent = loki.settings.collector.agent;
      const data = { hosts: { loki: [loki.name] }, vars, nginx, lokiAgent };
      yield playbook(lokiComponent, data, [["loki"]]);
    }
    if (loki && nginx)
      yield playbook(nginxComponent, { vars: { nginx: nginxVars(site, loki) } }, [["nginx"]]);
    for (const agent of agents) {
      const component = collectorComponents[agent];
      const title = titles[agent];
      const data = { agent, title, vars: agentVars(site, agent), perHost: differingAgents(site, agent) };
      const tasks = `playbooks/tasks/${agent}_agent.yaml`;
      yield {
        ...playbook(component, data, [["artifacts"]], tasks, "tasks/agent.yaml"),
        checker: "ansible-lint",
      };
      yield playbook(component, { agent, title }, [["hosts"]], component.playbook, "agent.yaml");
    }
    const detecting = detectorHost(site);
    if (detecting) {
      const data = { host: detecting.name, vars: detectorVars(site, detecting) };
      yield playbook(detectorComponent, data, [["detector"], ["artifacts"]]);
    }
    if (has("grafana"))
      yield playbook(grafanaComponent, { vars: { grafana: grafanaVars(site) } }, [["grafana"]]);
    for (const host of hostsWith(site, "n8n"))
      yield playbook(n8nComponent, { vars: { n8n: n8nVars(site, host) } }, [["n8n"], ["alerting"]]);
    const detector = detecting !== undefined;
    const data = { site: site.site.name, loki: loki !== undefined, agents, detector };
    // It imports those of all components, so reading it reads them, and it belongs to none.
    yield {
      path: "site.yaml",
      checker: "playbook",
      from: [["hosts"]],
      body: {
        template: "playbooks/site.yaml.njk",
        data: { ...data, grafana: has("grafana"), n8n: has("n8n") },
      },
    };
  },
};

const titles = { promtail: "Promtail", alloy: "Alloy" } as const;

/** The collectors that run on hosts that Ansible reaches. */
function agentsOf(site: Site): ("promtail" | "alloy")[] {
  const unix = Object.values(site.hosts).filter(({ settings }) => settings.platform !== "windows");
  return (["promtail", "alloy"] as const).filter((agent) =>
    unix.some(({ settings }) => settings.collector.agent === agent),
  );
}

/** A component's playbook, or a part of it, from the template of its last name unless another one is named. */
const playbook = (
  component: Component,
  data: object = {},
  from: SiteFile["from"] = [["hosts"]],
  path = component.playbook,
  template = path.replace(/^playbooks\/(?=\w+\.yaml$|individual\/)/, ""),
): SiteFile => ({ path, component, from, body: { template: `playbooks/${template}.njk`, data } });
