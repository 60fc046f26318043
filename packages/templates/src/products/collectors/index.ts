import type { Site } from "@logstead/inventory";
import type { Product, SiteFile } from "../../site/file.ts";
import { playbook } from "../../site/playbook.ts";
import { agentVars, differingAgents } from "../playbooks/agents.ts";
import { collectorComponents } from "./component.ts";
import { configFiles } from "./config.ts";
import { unitFiles } from "./units.ts";

type Agent = "promtail" | "alloy";

/** Configuration, service and playbook of each host whose collector is this program. */
const collector = (agent: Agent, title: string): Product => ({
  name: "collectors",
  component: collectorComponents[agent],
  *files(site) {
    yield* configFiles(site, agent);
    yield* unitFiles(site, agent);
    yield* playbooks(site, agent, title);
  },
});

export const promtail = collector("promtail", "Promtail");
export const alloy = collector("alloy", "Alloy");

/** Its tasks are a file of their own, which Loki's playbook includes for the collector beside it. */
function* playbooks(site: Site, agent: Agent, title: string): Iterable<SiteFile> {
  const component = collectorComponents[agent];
  if (!Object.values(site.hosts).some((host) => component.on(host))) return;
  const vars = { vars: agentVars(site, agent), perHost: differingAgents(site, agent) };
  yield {
    ...playbook(component, {
      path: `playbooks/tasks/${agent}_agent.yaml`,
      template: "tasks/agent.yaml",
      data: { agent, title, ...vars },
      from: [["artifacts"]],
    }),
    checker: "ansible-lint",
  };
  yield playbook(component, { template: "agent.yaml", data: { agent, title } });
}
