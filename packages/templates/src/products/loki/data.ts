import {
  inBytes,
  ipOf,
  lokiParts,
  partsAddress,
  type Site,
  type SiteHost,
  storedName,
} from "@logstead/inventory";
import { hostsWith } from "../../site/file.ts";
import { webhookUrl } from "../alerts/webhook.ts";

/** Where Loki finds its files, on the host and in its container alike. */
export const lokiFolder = "/etc/loki";
export const lokiConfig = `${lokiFolder}/config.yaml`;
export const lokiRules = `${lokiFolder}/rules`;

/** Since 3.6 Loki can mark a line it has cut (`MaxLineSizeTruncateIdentifier` of its pkg/validation/limits.go). */
const marksSince = [3, 6] as const;

/** The data of Loki's configuration template: the inventory's settings, and values derived from them. */
export function configData(site: Site) {
  const { loki, derived } = site;
  const cpus = derived.lokiResources.cpus;
  const host = lokiHost(site);
  return {
    version: loki.version,
    mode: loki.mode === "single" ? "one process" : "write, read and backend apart",
    scalable: loki.mode === "scalable",
    parts: loki.mode === "scalable" && host !== undefined && partsTogether(site, host),
    authEnabled: loki.authEnabled,
    listen: { address: listenAddress(site), port: loki.port },
    tls: ownTls(site),
    storage: loki.storage,
    s3: s3(site),
    ring: loki.ring,
    replicationFactor: loki.replicationFactor,
    replayCeiling: Math.round(memoryOfOne(site) / 4),
    retention: {
      deleteDelay: loki.retention.deleteDelay,
      globalHours: hours(derived.retention.globalDays),
      streams: derived.retention.streams.map((stream) => ({
        owner: stream.owner,
        priority: stream.priority,
        hours: hours(stream.days),
        selector: selector(stream.match, site.labels.required[0] ?? "job"),
      })),
    },
    limits: loki.limits,
    truncateIdentifier: atLeast(loki.version, marksSince) ? ` …[cut at ${loki.limits.maxLineSize}]` : false,
    labelBudget: site.labels.budget,
    ingestion: ingestion(Object.keys(site.hosts).length),
    queries: { concurrent: Math.max(4, Math.ceil(cpus * 4)), parallel: Math.max(8, Math.ceil(cpus * 8)) },
    ruler: loki.ruler && ruler(site),
  };
}

/** How the parts on one host find each other; their ports are arguments, since all read this one file. */
function partsTogether({ loki }: Site, host: SiteHost) {
  const address = partsAddress(loki, ipOf(host.settings.address));
  const parts = lokiParts(loki);
  const backend = parts.find(({ name }) => name === "backend");
  return {
    address,
    compactor: `http://${address}:${backend?.http}`,
    members: [...parts.map(({ gossip }) => `${address}:${gossip}`), ...loki.ring.members],
  };
}

/** Bytes that each process of Loki may use: the parts on one host share alike. */
export const memoryOfOne = (site: Site): number =>
  Math.floor(inBytes(site.derived.lokiResources.memory) / Math.max(1, partsHere(site).length));

/** The parts that compose runs; none if Loki is a single process, or runs elsewhere. */
export const partsHere = (site: Site) => (lokiHost(site) ? lokiParts(site.loki) : []);

/** The host Loki runs on by compose; undefined in a cluster, or where it is somebody else's. */
export const lokiHost = (site: Site): SiteHost | undefined => hostsWith(site, "loki")[0];

/** Whether nginx stands in front of Loki: it ends TLS and asks for the Bearer token. */
export const behindNginx = (site: Site) => lokiHost(site)?.settings.roles.includes("nginx") ?? false;

/** Loki's folders on the host: the one of all that has no other, and those that do. */
export function dataFolders({ loki: { storage } }: Site): string[] {
  const root = storage.folder.replace(/\/+$/, "");
  const outside = [storage.index, storage.cache, storage.chunks].filter(
    (folder) => !folder.startsWith(`${root}/`),
  );
  return [root === "/loki" ? "/var/lib/loki" : root, ...new Set(outside)];
}

/** On loopback Loki would be reached by nginx and by nobody else: without nginx it listens everywhere. */
export function listenAddress(site: Site): string {
  const lokiHost = site.loki.address.split("/")[0] as string;
  const loopback = lokiHost === "::1" || lokiHost.startsWith("127.");
  return loopback && !behindNginx(site) ? "0.0.0.0" : lokiHost;
}

function ownTls(site: Site) {
  const { transport, tls } = site.loki;
  if (transport === "plain" || behindNginx(site) || !lokiHost(site)) return false;
  return {
    certificate: tls.certificate ?? `${lokiFolder}/tls/server.crt`,
    key: tls.key ?? `${lokiFolder}/tls/server.key`,
    clientCa: transport === "mtls" && `${lokiFolder}/tls/ca.crt`,
  };
}

function s3({ loki: { storage } }: Site) {
  if (storage.objectStore !== "s3") return false;
  const url = new URL(storage.endpoint ?? "https://localhost");
  return {
    host: url.host,
    insecure: url.protocol === "http:",
    bucket: storage.bucket ?? "",
    accessKey: storage.accessKey !== undefined && variableOf(storage.accessKey),
    secretKey: storage.secretKey !== undefined && variableOf(storage.secretKey),
  };
}

/**
 * The ruler speaks Alertmanager's protocol only. With an Alertmanager alerts go there and nowhere else;
 * without one to n8n, whose workflow answers to the same path below its webhook.
 */
function ruler(site: Site) {
  const { derived, alerting, n8n } = site;
  const alertmanager = derived.routes.includes("alertmanager") && alerting.alertmanagerUrl;
  const webhook = derived.routes.includes("n8n") && webhookUrl(site);
  return {
    folder: lokiRules,
    alertmanager: alertmanager || webhook || false,
    token: !alertmanager && webhook ? variableOf(n8n.webhookToken) : false,
    externalUrl: derived.grafanaUrl ?? false,
  };
}

/** The secrets that Loki's configuration takes from its environment: variable → name of the secret. */
export function lokiSecrets(site: Site): Record<string, string> {
  const { accessKey, secretKey, objectStore } = site.loki.storage;
  const used = objectStore === "s3" ? [accessKey, secretKey] : [];
  if (site.loki.ruler && ruler(site).token) used.push(site.n8n.webhookToken);
  const named = used.flatMap((ref) =>
    ref === undefined ? [] : [[variableOf(ref), storedName(ref)] as const],
  );
  return Object.fromEntries(named.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** `secret:s3-access-key` as the variable S3_ACCESS_KEY. */
const variableOf = (ref: string) =>
  ref
    .replace(/^\w+:/, "")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();

/** A collector sends at most 10,000 lines a second, about 4 MB; all may do so after an outage. */
function ingestion(hosts: number) {
  const rateMb = Math.min(1024, Math.max(16, hosts * 4));
  return { rateMb, burstMb: rateMb * 2 };
}

const hours = (days: number) => Math.round(days * 24);

/** A rule for all streams still needs a matcher that no empty value fits: a label that every stream has. */
function selector(match: Record<string, string>, everywhere: string): string {
  const matchers = Object.entries(match).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `{${matchers.length > 0 ? matchers.join(", ") : `${everywhere}=~".+"`}}`;
}

function atLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split(".").map(Number);
  return a > major || (a === major && b >= minor);
}
