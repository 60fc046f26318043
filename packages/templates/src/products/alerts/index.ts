import type { Product } from "../../site/file.ts";
import { alertFlow } from "./flow.ts";

/** The flow that takes the detector's alerts to people, for the n8n that is there. */
export const alerts: Product = {
  name: "alerts",
  *files(site) {
    if (!site.derived.routes.includes("n8n")) return;
    yield {
      path: site.site.outputs.n8nWorkflow,
      checker: "json",
      from: [["alerting"], ["n8n"], ["site"]],
      body: { text: `${JSON.stringify(alertFlow(site).workflow, null, 2)}\n` },
    };
  },
};
