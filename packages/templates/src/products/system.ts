import type { SiteHost } from "@logstead/inventory";
import { syslogRelay } from "@logstead/sources";
import { onHost, type Product, settingsOf } from "../site/file.ts";
import { baseComponent } from "./base.ts";

/** Kernel settings and devices of every Linux host. */
export const system: Product = {
  name: "system",
  component: baseComponent,
  *files(site) {
    for (const host of Object.values(site.hosts)) {
      if (host.settings.platform === "windows") continue;
      const from = settingsOf(host).map((setting) => [...setting, "system"]);
      yield {
        path: onHost(host.name, "/etc/sysctl.d/60-logstead.conf"),
        from,
        body: { template: "system/sysctl.conf.njk", data: { settings: sysctlOf(host) } },
      };
      const rules = host.settings.system.udev;
      if (rules.length > 0)
        yield {
          path: onHost(host.name, "/etc/udev/rules.d/60-logstead.rules"),
          from,
          body: { template: "system/udev.rules.njk", data: { rules } },
        };
    }
  },
};

/**
 * A collector watches each log file: Debian's 128 inotify instances are used up by a few container engines and
 * desktops, and its watches by 8192 files on small machines. A receiver of UDP needs a buffer for bursts, since
 * nobody sends a datagram twice.
 */
function sysctlOf(host: SiteHost) {
  const relay = syslogRelay(host);
  const parameters = {
    "fs.inotify.max_user_instances": 1024,
    "fs.inotify.max_user_watches": 262_144,
    ...(relay?.receive.protocols.includes("udp") && { "net.core.rmem_max": 8_388_608 }),
    ...host.settings.system.sysctl,
  };
  return Object.entries(parameters).map(([key, value]) => ({ key, value }));
}
