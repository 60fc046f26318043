import { inSeconds, type Site } from "@logstead/inventory";
import { unitFile } from "../site/component.ts";
import { onHost, type Product, settingsOf } from "../site/file.ts";
import { baseComponent } from "./base.ts";

/** The timer that writes each host's heartbeat line. */
export const heartbeat: Product = {
  name: "heartbeat",
  component: baseComponent,
  *files(site: Site) {
    for (const host of Object.values(site.hosts)) {
      const { heartbeat: every, platform } = host.settings;
      if (every === false || platform === "windows") continue;
      for (const name of ["logstead-heartbeat.service", "logstead-heartbeat.timer"])
        yield {
          path: onHost(host.name, unitFile(name)),
          checker: "systemd-unit",
          from: settingsOf(host).map((setting) => [...setting, "heartbeat"]),
          body: { template: `heartbeat/${name}.njk`, data: { host: host.name, every: inSeconds(every) } },
        };
    }
  },
};
