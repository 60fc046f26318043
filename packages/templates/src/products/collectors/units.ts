import { basename } from "node:path";
import { collectorOf, type UnitSettings, unitOf } from "@logstead/agent";
import type { Site, SiteHost } from "@logstead/inventory";
import { shellGlobs } from "../../render/shell-globs.ts";
import { unitFile } from "../../site/component.ts";
import { onHost, type Setting, type SiteFile, settingsOf } from "../../site/file.ts";

const library = "/usr/local/lib/logstead";

/** The systemd service of each Linux host's collector, with its helpers. */
export function* unitFiles(site: Site, agent: "promtail" | "alloy"): Iterable<SiteFile> {
  for (const host of Object.values(site.hosts)) {
    if (host.settings.collector.agent !== agent) continue;
    const unit = unitOf(host, collectorOf(site, host));
    if (unit) yield* service(host, unit, [...settingsOf(host), ["redaction"], ["loki"]]);
  }
}

/** The unit, its folders, and the helpers that stand beside it. */
function* service(host: SiteHost, unit: UnitSettings, from: Setting[]): Iterable<SiteFile> {
  const { agent, backup, config, positions, validate } = unit;
  const suffix = basename(config).replace(/^[^.]*/, "");
  const data = {
    ...unit,
    suffix,
    configFolder: config.replace(/\/[^/]*$/, ""),
    positionsBelowRoot: backup.positions.slice(1),
    skipAtFirst: shellGlobs(positions.skipAtFirst),
    all: shellGlobs(positions.all),
    validateCopy: validate.map((argument) => argument.replace(config, '"$config"')).join(" "),
  };
  const file = (path: string, template: string, more: Partial<SiteFile> = {}, extra?: object): SiteFile => ({
    path: onHost(host.name, path),
    from,
    body: { template: `collectors/${template}`, data: extra === undefined ? data : { ...data, ...extra } },
    ...more,
  });
  const script = { mode: 0o755 };
  const systemd = { checker: "systemd-unit" };
  yield file(unitFile(`${agent}.service`), `${agent}.service.njk`, systemd);
  yield file(`/etc/sysusers.d/${agent}.conf`, "sysusers.conf.njk");
  yield file(`/etc/tmpfiles.d/${agent}.conf`, "tmpfiles.conf.njk");
  yield file(`${library}/${agent}-positions`, "positions.sh.njk", script);
  yield file(`/usr/local/sbin/${agent}-backup`, "backup.sh.njk", script);
  yield file(`/usr/local/sbin/${agent}-restore`, "restore.sh.njk", script);
  yield file(unitFile(`${agent}-backup.service`), "backup.service.njk", systemd);
  yield file(unitFile(`${agent}-backup.timer`), "backup.timer.njk", systemd);
  for (const target of unit.targets) {
    const name = basename(target.path, ".json");
    const more = { target, name };
    yield file(`${library}/${agent}-targets-${name}`, "targets.sh.njk", script, more);
    for (const kind of ["service", "path", "timer"])
      yield file(unitFile(`${agent}-targets-${name}.${kind}`), `targets.${kind}.njk`, systemd, more);
  }
}
