import type { Component } from "../../site/component.ts";
import { hasRole, hostsWith, type Product } from "../../site/file.ts";
import { playbook } from "../../site/playbook.ts";
import { n8nVars } from "../playbooks/services.ts";
import { credentials } from "./credentials.ts";
import { alertFlow } from "./flow.ts";

/** The alert flow in the site's n8n, which keeps its credentials itself, encrypted. */
export const n8nComponent: Component = {
  name: "n8n",
  title: "What n8n needs",
  playbook: "playbooks/n8n.yaml",
  roles: ["n8n"],
  on: (host) => hasRole(host, "n8n"),
  after: ["base"],
  brings: [],
  secrets: (site) => credentials(site).flatMap(({ secrets }) => secrets ?? []),
  owns: () => [],
  data: () => [],
  readers: {},
};

/** The flow that brings the detector's alerts to people, for the site's n8n. */
export const alerts: Product = {
  name: "alerts",
  component: n8nComponent,
  *files(site) {
    for (const host of hostsWith(site, "n8n")) {
      const vars = { n8n: n8nVars(site, host) };
      yield playbook(n8nComponent, { data: { vars }, from: [["n8n"], ["alerting"]] });
    }
    if (!site.derived.routes.includes("n8n")) return;
    yield {
      path: site.site.outputs.n8nWorkflow,
      checker: "json",
      from: [["alerting"], ["n8n"], ["site"]],
      body: { text: `${JSON.stringify(alertFlow(site).workflow, null, 2)}\n` },
    };
  },
};
