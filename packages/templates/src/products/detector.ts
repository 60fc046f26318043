import { redactionSettings } from "@logstead/agent";
import type { Site, SiteHost } from "@logstead/inventory";
import { stringify } from "yaml";
import { hostsWith, onHost, type Product, type Setting, type SiteFile } from "../site/file.ts";

/** Where the service reads its settings on its host. */
export const detectorSettingsFile = "/etc/logstead/vars_log_anomaly.yaml";

const from: readonly Setting[] = [
  ["detector"],
  ["alerting", "routes"],
  ["alerting", "rateLimit"],
  ["alerting", "maintenance"],
  ["alerting", "alertmanagerUrl"],
  ["n8n"],
  ["redaction"],
  ["site", "timezone"],
];

/** The detector's settings, for its host and where the seeds expect them (DDP-04, INV-25). */
export const detector: Product = {
  name: "detector",
  *files(site) {
    const [host] = hostsWith(site, "detector");
    if (!host || !site.detector.enabled) return;
    const file: Omit<SiteFile, "path"> = {
      checker: "detector-settings",
      from,
      body: {
        text: `# Sources, thresholds and models of the detector. Made from the inventory: change it there.\n${stringify(
          serviceSettings(site, host),
          { lineWidth: 0 },
        )}`,
      },
    };
    yield { ...file, path: site.site.outputs.detectorSettings };
    yield { ...file, mode: 0o640, path: onHost(host.name, detectorSettingsFile) };
  },
};

/** What `vars_log_anomaly.yaml` holds; secrets are names of files that the service is given. */
export function serviceSettings(site: Site, host: SiteHost) {
  const { enabled, selectors, resources, ...settings } = site.detector;
  const { derived, alerting } = site;
  const tenant = derived.tenants.length > 1 ? derived.tenants.join("|") : undefined;
  const loki = {
    url: derived.lokiUrl.replace(/\/+$/, ""),
    ...(tenant === undefined ? {} : { tenant }),
    ...(site.loki.transport === "plain" ? {} : { token: "secret:loki-push-token" }),
  };
  const routes = new Set<string>(alerting.sources === "rules" ? [] : derived.routes);
  const { salt, ...redaction } = { ...redactionSettings(site, host.derived.tenant), salt: undefined };
  return {
    site: { name: site.site.name, timezone: site.site.timezone },
    sources: { loki: { ...loki, selectors } },
    ...settings,
    alerts: {
      enabled: alerting.sources !== "rules",
      ...(routes.has("n8n") && derived.n8nUrl
        ? {
            n8n: {
              webhook: `${derived.n8nUrl.replace(/\/+$/, "")}/webhook/${site.n8n.webhookPath}`,
              token: site.n8n.webhookToken,
            },
          }
        : {}),
      ...(routes.has("alertmanager") && alerting.alertmanagerUrl
        ? { alertmanager: { url: alerting.alertmanagerUrl.replace(/\/+$/, "") } }
        : {}),
      loki: { url: loki.url, ...(loki.token ? { token: loki.token } : {}) },
      rateLimit: alerting.rateLimit,
    },
    maintenance: alerting.maintenance,
    redaction: { ...redaction, hash: false },
  };
}
