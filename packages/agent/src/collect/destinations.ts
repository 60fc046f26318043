import { goDuration } from "@logstead/fields";
import { inBytes, type Site, type SiteHost } from "@logstead/inventory";
import type { CollectedSource, Credentials, Destination } from "./model.ts";
import { collectorPlaces, windowsPlaces } from "./places.ts";

/** Where the playbooks put a collector's certificates and tokens; the group of its user can read them. */
export function credentialsFolder({ settings: { collector }, derived }: SiteHost): string {
  const places = derived.runtime === "windows" ? windowsPlaces : collectorPlaces;
  return places(collector.agent).credentials;
}

const noCredentials: Credentials = {
  caFile: undefined,
  certFile: undefined,
  keyFile: undefined,
  tokenFile: undefined,
};

/** The site's Loki first, then the host's further destinations. */
export function destinationsOf(
  site: Site,
  host: SiteHost,
  sources: readonly CollectedSource[],
): Destination[] {
  const { client } = host.settings.collector;
  const common = {
    batchWait: goDuration(client.batchWait),
    batchSize: Math.round(inBytes(client.batchSize)),
    timeout: goDuration(client.timeout),
    minBackoff: goDuration(client.minBackoff),
    maxBackoff: goDuration(client.maxBackoff),
    receiverRetries: client.maxRetries,
  };
  const loki: Destination = {
    name: "loki",
    protocol: "loki",
    url: site.derived.pushUrl,
    tenant: site.loki.authEnabled ? host.derived.tenant : undefined,
    credentials: lokiCredentials(site, host),
    ...common,
    // Files and journals are the buffer: a batch is tried until Loki is back, and reading waits (B4).
    replayableRetries: sources.some(({ replayable }) => replayable) ? 0 : client.maxRetries,
  };
  const further = host.settings.collector.destinations.map(
    (output, i): Destination => ({
      name: `destination_${i + 2}`,
      protocol: output.protocol,
      url: withPath(output.url, output.protocol),
      tenant: output.tenant,
      credentials: {
        ...noCredentials,
        tokenFile: output.token ? `${credentialsFolder(host)}/destination_${i + 2}.token` : undefined,
      },
      ...common,
      // A second destination that is down for long must not block the first (alloy#2194).
      replayableRetries: client.maxRetries || 10,
    }),
  );
  return [loki, ...further];
}

/** An address without a path gets the protocol's default path. */
function withPath(url: string, protocol: Destination["protocol"]): string {
  const { pathname } = new URL(url);
  if (pathname !== "/" && pathname !== "") return url;
  return `${url.replace(/\/+$/, "")}${protocol === "loki" ? "/loki/api/v1/push" : "/otlp/v1/logs"}`;
}

function lokiCredentials(site: Site, host: SiteHost): Credentials {
  const folder = credentialsFolder(host);
  const { transport, pushToken } = site.loki;
  return {
    caFile: transport === "plain" ? undefined : `${folder}/ca.crt`,
    certFile: transport === "mtls" ? `${folder}/client.crt` : undefined,
    keyFile: transport === "mtls" ? `${folder}/client.key` : undefined,
    tokenFile: transport !== "plain" || pushToken ? `${folder}/token` : undefined,
  };
}
