import {
  detectorProxyPort,
  detectorVersion,
  inBytes,
  inDays,
  ipOf,
  partsAddress,
  type Site,
  type SiteHost,
} from "@logstead/inventory";
import { credentials } from "../alerts/credentials.ts";
import { alertFlow } from "../alerts/flow.ts";
import {
  besideLoki,
  detectorAddress,
  detectorSecrets,
  detectorSecretsFolder,
  detectorUrl,
} from "../detector/settings.ts";
import { behindNginx, dataFolders, listenAddress, lokiSecrets, partsHere } from "../loki/data.ts";
import { nameOf } from "./agents.ts";

/** Variables of the role `loki`. */
export function lokiVars(site: Site, host: SiteHost) {
  const { loki, artifacts } = site;
  const program = artifacts.programs.loki;
  const address = listenAddress(site);
  return {
    loki_version: loki.version,
    ...(artifacts.source === "url" && { loki_image_from: "registry" }),
    ...(program && Object.keys(program.sha256).length > 0 && { loki_sha256: program.sha256 }),
    loki_environment: lokiSecrets(site),
    loki_transport: behindNginx(site) ? "plain" : loki.transport,
    loki_names: namesOf(site, host),
    loki_renew_before: Math.ceil(inDays(loki.tls.renewBefore)),
    loki_address: address === "0.0.0.0" ? "127.0.0.1" : address,
    loki_port: loki.port,
    ...partVars(site, host),
    loki_data: dataFolders(site),
  };
}

/** Where Loki is in parts, each has a container and a port of its own; nginx has Loki's. */
function partVars(site: Site, host: SiteHost) {
  const parts = partsHere(site);
  if (parts.length === 0) return {};
  const address = partsAddress(site.loki, ipOf(host.settings.address));
  return {
    loki_containers: parts.map(({ name }) => `loki-${name}`),
    loki_listen: parts.map(({ http }) => ({ address, port: http })),
  };
}

/** Variables of the role `nginx_proxy`. */
export function nginxVars(site: Site, host: SiteHost) {
  const { loki, nginx } = site;
  return {
    nginx_proxy_config_folder: nginx.configFolder,
    nginx_proxy_transport: loki.transport,
    nginx_proxy_authority: loki.tls.ca === "own" && loki.tls.certificate === undefined ? "own" : "files",
    nginx_proxy_names: namesOf(site, host),
    nginx_proxy_renew_before: Math.ceil(inDays(loki.tls.renewBefore)),
    nginx_proxy_tokens:
      loki.transport === "plain" ? [] : [nameOf(loki.pushToken ?? "secret:loki-push-token")],
    nginx_proxy_address: ipOf(nginx.address ?? host.settings.address),
    nginx_proxy_port: loki.port,
  };
}

/** The names and addresses by which agents reach Loki's host; its certificate has them all. */
function namesOf(site: Site, host: SiteHost): string[] {
  const addresses = [host.settings.address, site.nginx.address].flatMap((address) =>
    address ? [ipOf(address)] : [],
  );
  const urls = [site.derived.lokiUrl, ...(detectorProxyPort(site, host) ? [site.detector.publicUrl] : [])];
  const reached = urls.map((url) => new URL(url as string).hostname.replace(/^\[|\]$/g, ""));
  const names = [
    `DNS:${host.name}`,
    ...[...addresses, ...reached].map((name) => `${isAddress(name) ? "IP" : "DNS"}:${name}`),
  ];
  return [...new Set(["DNS:localhost", "IP:127.0.0.1", ...names])];
}

const isAddress = (text: string) => /^[\d.]+$|:/.test(text);

/** Variables of the role `grafana`. */
export function grafanaVars({ grafana, derived, loki }: Site) {
  return {
    grafana_transport: loki.transport,
    grafana_authority: loki.tls.ca === "own" ? "own" : "files",
    grafana_renew_before: Math.ceil(inDays(loki.tls.renewBefore)),
    grafana_push_token: nameOf(loki.pushToken ?? "secret:loki-push-token"),
    grafana_provisioning: grafana.provisioning,
    grafana_folder: grafana.folder,
    grafana_url: derived.grafanaUrl ?? `http://127.0.0.1:${grafana.port}`,
    ...(grafana.token && { grafana_token: nameOf(grafana.token) }),
  };
}

/** Variables of the role `n8n`; without the route n8n it only looks whether n8n is there. */
export function n8nVars(site: Site, host: SiteHost) {
  const { n8n, derived } = site;
  const url = { n8n_url: derived.n8nUrl ?? `http://127.0.0.1:${n8n.port}`, n8n_unit: n8n.unit };
  if (!derived.routes.includes("n8n")) return url;
  return {
    ...url,
    ...(n8n.container && { n8n_container: n8n.container, n8n_engine: host.derived.containerEngine }),
    n8n_workflow: `{{ logstead_rendered }}/${site.site.outputs.n8nWorkflow}`,
    n8n_digest: alertFlow(site).digest,
    n8n_webhook: n8n.webhookPath,
    n8n_token: nameOf(n8n.webhookToken),
    n8n_credentials: credentials(site),
  };
}

/** Variables of the role `detector`. */
export function detectorVars(site: Site, host: SiteHost) {
  const { detector, artifacts, loki } = site;
  const program = artifacts.programs.detector;
  const beside = besideLoki(site, host);
  return {
    detector_version: detectorVersion(site),
    ...(detector.image && { detector_image: detector.image, detector_image_from: "registry" }),
    ...(program && Object.keys(program.sha256).length > 0 && { detector_sha256: program.sha256 }),
    detector_secrets: detectorSecrets(site).map((name) => ({
      dest: `${detectorSecretsFolder}/${name}`,
      secret: name,
    })),
    ...(beside || loki.transport === "plain"
      ? {}
      : {
          detector_transport: loki.transport,
          detector_authority: loki.tls.ca === "own" ? "own" : "files",
          detector_renew_before: Math.ceil(inDays(loki.tls.renewBefore)),
        }),
    detector_address: detectorAddress(site),
    detector_port: detector.port,
    detector_url: detectorUrl(site),
    detector_storage_needed: Math.ceil(inBytes(detector.resources.storage) / 2 ** 20),
  };
}
