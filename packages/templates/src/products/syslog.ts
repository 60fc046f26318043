import { ipOf, type Site, type SiteHost } from "@logstead/inventory";
import { relayedDevices, syslogRelay } from "@logstead/sources";
import { onHost, type Product, type Setting, settingsOf } from "../site/file.ts";
import { baseComponent } from "./base.ts";

/** rsyslog in front of the collector, where a host receives syslog of devices. */
export const syslog: Product = {
  name: "syslog",
  component: baseComponent,
  *files(site) {
    for (const host of Object.values(site.hosts)) {
      const relay = syslogRelay(host);
      if (!relay) continue;
      const from: Setting[] = [["devices"], ...settingsOf(host)];
      yield {
        path: onHost(host.name, "/etc/rsyslog.d/50-logstead-devices.conf"),
        checker: "rsyslog",
        from,
        body: {
          template: "syslog/rsyslog.conf.njk",
          data: {
            ...relay,
            udp: relay.receive.protocols.includes("udp"),
            tcp: relay.receive.protocols.includes("tcp"),
            otherZones: otherZones(site, host),
          },
        },
      };
      yield {
        path: onHost(host.name, "/etc/rsyslog.d/logstead-devices.json"),
        checker: "json",
        from,
        body: { text: `${JSON.stringify(devicesTable(site), null, 2)}\n` },
      };
    }
  },
};

/** rsyslog's lookup table: the names of the inventory by the addresses that messages come from. */
function devicesTable(site: Site) {
  const table = relayedDevices(site.devices).map(([name, { address }]) => ({
    index: ipOf(address),
    value: name,
  }));
  return { version: 1, nomatch: "", type: "string", table };
}

function otherZones(site: Site, host: SiteHost): string[] {
  const here = host.derived.timezone;
  return relayedDevices(site.devices)
    .filter(([, device]) => device.format === "rfc3164" && (device.timezone ?? site.site.timezone) !== here)
    .map(([name]) => name);
}
