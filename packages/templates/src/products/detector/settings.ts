import { redactionSettings } from "@logstead/agent";
import { bracketed } from "@logstead/base";
import { detectorHost, ipOf, type Site, type SiteHost, storedName } from "@logstead/inventory";
import { webhookUrl } from "../alerts/webhook.ts";
import { behindNginx, listenAddress, lokiHost } from "../loki/data.ts";

/** The name of its service, slice and container. */
export const detectorName = "logstead-detector";

/** The folder of its compose project, into which the role writes the image's tag. */
export const detectorProject = "/opt/logstead/detector";

/** Where the service finds its settings, its secrets and what it needs for TLS, on the host and in its container alike. */
export const detectorFolder = "/etc/logstead";
export const detectorSettingsFile = `${detectorFolder}/vars_log_anomaly.yaml`;
export const detectorSecretsFolder = `${detectorFolder}/detector/secrets`;
export const detectorTls = `${detectorFolder}/detector/tls`;

/** What `vars_log_anomaly.yaml` holds; secrets are names of files that the service is given. */
export function serviceSettings(site: Site, host: SiteHost) {
  const { enabled, selectors, resources, image, publicUrl, http, ...settings } = site.detector;
  const { derived, alerting } = site;
  const loki = lokiFor(site, host);
  const webhook = webhookUrl(site);
  const routes = new Set<string>(alerting.sources === "rules" ? [] : derived.routes);
  const redaction = redactionSettings(site, host.derived.tenant);
  return {
    site: { name: site.site.name, timezone: site.site.timezone },
    sources: {
      loki: {
        ...loki,
        ...(site.loki.authEnabled ? { tenant: derived.tenants.join("|") } : {}),
        selectors,
      },
    },
    ...settings,
    ...(publicUrl && { publicUrl }),
    http,
    alerts: {
      enabled: alerting.sources !== "rules",
      ...(routes.has("n8n") && webhook
        ? {
            n8n: {
              webhook,
              token: site.n8n.webhookToken,
            },
          }
        : {}),
      ...(routes.has("alertmanager") && alerting.alertmanagerUrl
        ? { alertmanager: { url: alerting.alertmanagerUrl.replace(/\/+$/, "") } }
        : {}),
      loki: { ...loki, ...(site.loki.authEnabled ? { tenant: derived.tenants[0] } : {}) },
      rateLimit: alerting.rateLimit,
      reopenWithin: alerting.dedupWindow,
    },
    maintenance: alerting.maintenance,
    redaction: { ...redaction, ...(redaction.hash ? { salt: site.redaction.hash.salt } : {}) },
  };
}

/** Whether Loki listens on the detector's own host without TLS: the way there that needs neither token nor certificate. */
export const besideLoki = (site: Site, host: SiteHost) =>
  lokiHost(site)?.name === host.name && (behindNginx(site) || site.loki.transport === "plain");

/** How the detector reaches Loki. */
function lokiFor(site: Site, host: SiteHost) {
  const { transport, port, pushToken } = site.loki;
  if (besideLoki(site, host)) {
    const address = listenAddress(site).replace(/^0\.0\.0\.0$|^::$/, "127.0.0.1");
    return { url: `http://${bracketed(address)}:${port}` };
  }
  const token = pushToken ?? (transport === "plain" ? undefined : "secret:loki-push-token");
  return {
    url: site.derived.lokiUrl.replace(/\/+$/, ""),
    ...(token && { token }),
    ...(transport === "mtls" && {
      certificate: `${detectorTls}/client.crt`,
      key: `${detectorTls}/client.key`,
    }),
  };
}

/** Names of the secrets that the service is given as files. */
export function detectorSecrets(site: Site): string[] {
  const host = detectorHost(site);
  if (!host) return [];
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      const name = storedName(value as never);
      if (name !== undefined) names.add(name);
    } else if (typeof value === "object" && value !== null)
      for (const child of Object.values(value)) visit(child);
  };
  visit(serviceSettings(site, host));
  return [...names].sort();
}

/** Where the detector's host reaches the service. */
export const detectorUrl = (site: Site): string =>
  `http://${bracketed(detectorAddress(site))}:${site.detector.port}`;

/** The address at which the host itself asks the service. */
export const detectorAddress = ({ detector }: Site) => {
  const address = ipOf(detector.address);
  return address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address;
};
