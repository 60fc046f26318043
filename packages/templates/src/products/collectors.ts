import { basename } from "node:path";
import { alloyConfig, collectorOf, promtailConfig, type UnitSettings, unitOf } from "@logstead/agent";
import type { Site, SiteHost } from "@logstead/inventory";
import { shellGlobs } from "../render/shell-globs.ts";
import { onHost, type Product, type Setting, type SiteFile, settingsOf } from "../site/file.ts";

const library = "/usr/local/lib/logstead";

/** Promtail or Alloy of every host: its configuration, and on Linux its unit with what belongs to it. */
export const collectors: Product = {
  name: "collectors",
  *files(site) {
    for (const host of Object.values(site.hosts)) {
      const model = collectorOf(site, host);
      const promtail = model.agent === "promtail";
      const text = promtail ? promtailConfig(model) : alloyConfig(model);
      const from = settings(host);
      const unit = unitOf(host, model);
      yield {
        path: onHost(
          host.name,
          unit?.config ?? (promtail ? "/etc/promtail/config.yaml" : "/etc/alloy/config.alloy"),
        ),
        mode: 0o640,
        owner: `root:${model.agent}`,
        checker: model.agent,
        from,
        body: { text },
      };
      if (unit) yield* service(host, unit, from);
    }
    yield* named(site);
  },
};

const settings = (host: SiteHost): Setting[] => [
  ["labels"],
  ["fields"],
  ["loki"],
  ["redaction"],
  ["tenants"],
  ["devices"],
  ["pipelines"],
  ...settingsOf(host),
];

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
    validateCopy: validate.map((one) => one.replace(config, '"$config"')).join(" "),
  };
  const file = (
    path: string,
    template: string,
    more: Partial<SiteFile> = {},
    extra: object = {},
  ): SiteFile => ({
    path: onHost(host.name, path),
    from,
    body: { template: `collectors/${template}`, data: { ...data, ...extra } },
    ...more,
  });
  const script = { mode: 0o755 };
  const systemd = { checker: "systemd" };
  yield file(`/etc/systemd/system/${agent}.service`, `${agent}.service.njk`, systemd);
  yield file(`/etc/sysusers.d/${agent}.conf`, "sysusers.conf.njk");
  yield file(`/etc/tmpfiles.d/${agent}.conf`, "tmpfiles.conf.njk");
  yield file(`${library}/${agent}-positions`, "positions.sh.njk", script);
  yield file(`/usr/local/sbin/${agent}-backup`, "backup.sh.njk", script);
  yield file(`/usr/local/sbin/${agent}-restore`, "restore.sh.njk", script);
  yield file(`/etc/systemd/system/${agent}-backup.service`, "backup.service.njk", systemd);
  yield file(`/etc/systemd/system/${agent}-backup.timer`, "backup.timer.njk", systemd);
  for (const target of unit.targets) {
    const name = basename(target.path, ".json");
    const more = { target, name };
    yield file(`${library}/${agent}-targets-${name}`, "targets.sh.njk", script, more);
    for (const kind of ["service", "path", "timer"])
      yield file(
        `/etc/systemd/system/${agent}-targets-${name}.${kind}`,
        `targets.${kind}.njk`,
        systemd,
        more,
      );
  }
}

/** The same configuration under the site's own name for it, where one host stands for the site (OCN-04, GWY-03). */
function* named(site: Site): Iterable<SiteFile> {
  for (const agent of ["promtail", "alloy"] as const) {
    const hosts = Object.values(site.hosts).filter((one) => one.settings.collector.agent === agent);
    const host = hosts.find(({ name }) => name === site.derived.lokiHost) ?? hosts[0];
    if (!host) continue;
    const model = collectorOf(site, host);
    yield {
      path: agent === "promtail" ? site.site.outputs.promtailConfig : site.site.outputs.alloyConfig,
      checker: agent,
      from: settings(host),
      body: { text: agent === "promtail" ? promtailConfig(model) : alloyConfig(model) },
    };
  }
}
