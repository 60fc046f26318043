import { detectorHost, type Site } from "@logstead/inventory";
import { hostsWith, type Product, type SiteFile } from "../../site/file.ts";
import { behindNginx, lokiHost } from "../loki/data.ts";
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
    yield playbook("playbooks/01_base_system.yaml");
    yield playbook("playbooks/individual/base/logging.yaml", baseData(site));
    yield playbook("playbooks/individual/base/tz_sysctl_udev.yaml");
    if (loki) {
      const vars = { loki: lokiVars(site, loki) };
      const lokiAgent = loki.settings.collector.agent;
      const data = { hosts: { loki: [loki.name] }, vars, nginx, lokiAgent };
      yield playbook("playbook_ocean_loki.yaml", data, [["loki"]]);
    }
    if (loki && nginx)
      yield playbook("playbooks/nginx_proxy.yaml", { vars: { nginx: nginxVars(site, loki) } }, [["nginx"]]);
    for (const agent of agents) {
      const title = titles[agent];
      const data = { agent, title, vars: agentVars(site, agent), perHost: differingAgents(site, agent) };
      yield {
        ...playbook(`playbooks/tasks/${agent}_agent.yaml`, data, [["artifacts"]], "tasks/agent.yaml"),
        checker: "ansible-lint",
      };
      yield playbook(`playbooks/${agent}.yaml`, { agent, title }, [["hosts"]], "agent.yaml");
    }
    const detecting = detectorHost(site);
    if (detecting) {
      const data = { host: detecting.name, vars: detectorVars(site, detecting) };
      yield playbook("playbook_log_anomaly_detector.yaml", data, [["detector"], ["artifacts"]]);
    }
    if (has("grafana"))
      yield playbook("playbooks/grafana.yaml", { vars: { grafana: grafanaVars(site) } }, [["grafana"]]);
    for (const host of hostsWith(site, "n8n"))
      yield playbook("playbooks/n8n.yaml", { vars: { n8n: n8nVars(site, host) } }, [["n8n"], ["alerting"]]);
    const detector = detecting !== undefined;
    const data = { site: site.site.name, loki: loki !== undefined, agents, detector };
    // It imports all others, so reading it reads them.
    yield {
      ...playbook("site.yaml", { ...data, grafana: has("grafana"), n8n: has("n8n") }),
      checker: "playbook",
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

/** A playbook from the template of its last name, unless another one is named. */
function playbook(
  path: string,
  data: object = {},
  from: SiteFile["from"] = [["hosts"]],
  template = path.replace(/^playbooks\/(?=\w+\.yaml$|individual\/)/, ""),
): SiteFile {
  return { path, from, body: { template: `playbooks/${template}.njk`, data } };
}
