import { inSeconds, type Site, type SiteHost } from "@logstead/inventory";
import { unitFile } from "../site/component.ts";
import { onHost, type Product, settingsOf } from "../site/file.ts";
import { baseComponent } from "./base.ts";
import { lokiComponent } from "./loki/component.ts";
import { configData, dataFolders, lokiFolder, lokiHost } from "./loki/data.ts";

/** The steps by which the guard shortens Loki's retention. */
const shares = [1 / 2, 1 / 4, 0] as const;
const shareNames = ["half", "a quarter", "nothing"] as const;

/** The shortest retention Loki accepts. */
const leastHours = 24;

/** Reports full log disks; on Loki's host it also shortens retention. */
export const diskGuard: Product = {
  name: "disk-guard",
  component: baseComponent,
  *files(site) {
    const lokis = lokiHost(site);
    for (const host of Object.values(site.hosts)) {
      const { platform, logDisk } = host.settings;
      if (platform === "windows") continue;
      const loki = host === lokis && guardedLoki(site);
      const from = settingsOf(host).map((setting) => [...setting, "logDisk"]);
      const body = (template: string) => ({
        template: `disk-guard/${template}.njk`,
        data: { ...logDisk, loki },
      });
      yield {
        path: onHost(host.name, "/usr/local/lib/logstead/disk-guard"),
        mode: 0o755,
        from,
        body: body("disk-guard"),
      };
      for (const name of ["logstead-disk-guard.service", "logstead-disk-guard.timer"])
        yield {
          path: onHost(host.name, unitFile(name)),
          checker: "systemd-unit",
          from,
          body: body(name),
        };
      if (loki) yield* steps(site, host);
    }
  },
};

function guardedLoki(site: Site) {
  const { retention } = site.loki;
  return {
    // On the host; what Loki reads there is a part of its own folder.
    folder: dataFolders(site)[0] as string,
    steps: shares,
    // After the delay come the next compaction, each 10 minutes, and its work.
    patience: inSeconds(retention.deleteDelay) + 1800,
  };
}

/** Finished files for each step: the usual periods, shortened. Loki takes them for its own while they lie there. */
function* steps(site: Site, host: SiteHost) {
  const { retention } = configData(site);
  const tenants = site.loki.authEnabled ? site.derived.tenants : ["fake"];
  for (const [i, share] of shares.entries()) {
    const short = (hours: number) => Math.max(leastHours, Math.floor(hours * share));
    yield {
      path: onHost(host.name, `${lokiFolder}/guard/step-${i + 1}.yaml`),
      // Loki's role brings them to the folder that is Loki's.
      component: lokiComponent,
      from: [["loki", "retention"], ["logKinds"], ["tenants"]],
      body: {
        template: "disk-guard/step.yaml.njk",
        data: {
          step: i + 1,
          share: shareNames[i],
          tenants,
          hours: short(retention.globalHours),
          streams: retention.streams.map((stream) => ({ ...stream, hours: short(stream.hours) })),
        },
      },
    };
  }
}
