import { redactionSettings } from "@logstead/agent";
import type { Site, SiteHost } from "@logstead/inventory";
import { stringify } from "yaml";
import { hostsWith, onHost, type Product, type Setting, type SiteFile } from "../site/file.ts";

/** Where the service reads its settings on its host. */
const detectorSettingsFile = "/etc/logstead/vars_log_anomaly.yaml";

const from: readonly Setting[] = [
  ["detector"],
  ["alerting", "routes"],
  ["alerting", "rateLimit"],
  ["alerting", "maintenance"],
  ["alerting", "dedupWindow"],
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
function serviceSettings(site: Site, host: SiteHost) {
  const { enabled, selectors, resources, ...settings } = site.detector;
  const { derived, alerting } = site;
  const loki = {
    url: derived.lokiUrl.replace(/\/+$/, ""),
    ...(site.loki.authEnabled ? { tenant: derived.tenants.join("|") } : {}),
    ...(site.loki.transport === "plain" ? {} : { token: "secret:loki-push-token" }),
  };
  const routes = new Set<string>(alerting.sources === "rules" ? [] : derived.routes);
  const redaction = redactionSettings(site, host.derived.tenant);
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
      loki: {
        url: loki.url,
        ...(site.loki.authEnabled ? { tenant: derived.tenants[0] } : {}),
        ...(loki.token ? { token: loki.token } : {}),
      },
      rateLimit: alerting.rateLimit,
      reopenWithin: alerting.dedupWindow,
    },
    maintenance: alerting.maintenance,
    redaction: { ...redaction, ...(redaction.hash ? { salt: site.redaction.hash.salt } : {}) },
  };
}
