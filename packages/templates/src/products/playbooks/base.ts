import type { Site } from "@logstead/inventory";
import { syslogRelay } from "@logstead/sources";

/** Base logging of hosts that differ from the others, by name. */
export function baseData(site: Site) {
  const hosts = Object.values(site.hosts).filter(({ settings }) => settings.platform !== "windows");
  const relays = hosts.flatMap((host) => {
    const relay = syslogRelay(host);
    return relay ? [[host.name, relay.receive] as const] : [];
  });
  const named = (fits: (host: (typeof hosts)[number]) => boolean) =>
    hosts.filter(fits).map(({ name }) => name);
  const receiving = new Set(relays.map(([name]) => name));
  return {
    receivers: Object.fromEntries(
      relays.map(([name, { address, port, protocols }]) => [
        name,
        protocols.map((protocol) => ({ address, port, protocol })),
      ]),
    ),
    rsyslogOn: named((host) => receiving.has(host.name) || host.settings.baseLogging.rsyslogFiles),
    withoutHeartbeat: named(({ settings }) => settings.heartbeat === false),
  };
}
