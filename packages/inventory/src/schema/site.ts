import { Name, Text, TimeZone } from "@logstead/fields";
import { z } from "zod";

/** The artefacts whose place in the tree a site may choose, with the default of each. */
export const outputDefaults = {
  lokiConfig: "files/loki/loki-config.yaml",
  lokiCompose: "files/loki/docker-compose.yml",
  promtailConfig: "files/promtail/promtail-config.yaml",
  alloyConfig: "files/alloy/config.alloy",
  detectorSettings: "vars_log_anomaly.yaml",
  detectorCompose: "files/log-anomaly/docker-compose.yml",
  n8nWorkflow: "files/n8n/workflows/log-anomaly-alerts.json",
  logrotate: "logging/logrotate",
  rotateScript: "logging/rotate-logs.ps1",
  nginxConfig: "logging/openresty/nginx.conf",
  alertRules: "logging/loki-alerts.yaml",
  dashboards: "monitoring/grafana/dashboards",
} as const;
export type Output = keyof typeof outputDefaults;

const relativePath = z
  .string()
  .regex(
    /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[\w.-]+(\/[\w.-]+)*$/,
    "a path inside the rendered tree, without .. and not starting with /",
  );

const outputs = Object.fromEntries(
  Object.entries(outputDefaults).map(([name, path]) => [
    name,
    relativePath.default(path).describe(`Where ${name} is written.`),
  ]),
) as Record<Output, z.ZodDefault<typeof relativePath>>;

export const SiteSettings = z
  .strictObject({
    name: Name.meta({ examples: ["home"] }).describe("The site's name."),
    description: Text.optional().describe("What it is, for people."),
    timezone: TimeZone.prefault("UTC").describe("The time zone of lines that name none."),
    stage: Name.prefault("production").describe("The `stage` label of every stream: production, staging, …"),
    containerEngine: z
      .enum(["docker", "podman"])
      .default("docker")
      .describe("The container engine: Docker Compose (ocean) or podman-compose (gateway site)."),
    dashboards: z
      .array(z.enum(["mlops", "gateway", "hosts"]))
      .default(["hosts"])
      .describe("The dashboards the site gets."),
    outputs: z
      .strictObject(outputs)
      .prefault({})
      .describe("Where each rendered file goes in the tree, so that a site keeps the file names it has."),
  })
  .describe("What is true of the whole site.");
export type SiteSettings = z.output<typeof SiteSettings>;
