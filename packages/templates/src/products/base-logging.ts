import type { Site, SiteHost } from "@logstead/inventory";
import { onHost, type Product, type SiteFile, settingsOf } from "../site/file.ts";
import { baseComponent } from "./base.ts";

/** journald, logrotate, APT's cache and containers' log driver of every Linux host. */
export const baseLogging: Product = {
  name: "base-logging",
  component: baseComponent,
  *files(site) {
    for (const host of Object.values(site.hosts)) {
      if (host.settings.platform === "windows") continue;
      yield journald(host);
      yield* aptCache(host);
      yield* podmanDriver(host);
      for (const kind of kindsOf(site, host))
        yield {
          ...logrotate(site, kind),
          path: onHost(host.name, `/etc/logrotate.d/${fileName(site, kind)}`),
        };
    }
    // The same under the site's name, for whoever rotates without the playbooks.
    for (const kind of rotatedKinds(site))
      yield { ...logrotate(site, kind), path: `${site.site.outputs.logrotate}/${fileName(site, kind)}` };
  },
};

function journald(host: SiteHost): SiteFile {
  const { baseLogging } = host.settings;
  return {
    path: onHost(host.name, "/etc/systemd/journald.conf.d/50-logstead.conf"),
    from: settingsOf(host).map((setting) => [...setting, "baseLogging"]),
    body: { template: "base-logging/journald.conf.njk", data: baseLogging },
  };
}

function* aptCache(host: SiteHost): Iterable<SiteFile> {
  if (!host.settings.baseLogging.aptCacheCleanup) return;
  yield {
    path: onHost(host.name, "/etc/apt/apt.conf.d/52logstead"),
    from: settingsOf(host).map((setting) => [...setting, "baseLogging"]),
    body: { template: "base-logging/apt.conf.njk", data: {} },
  };
}

/** Podman's driver for what the host's `containerLogs` reads; Docker's is a key in a file that is its owner's. */
function* podmanDriver(host: SiteHost): Iterable<SiteFile> {
  const { containerLogs } = host.settings;
  const driver = { journald: "journald", podmanFiles: "k8s-file" }[containerLogs as string];
  if (host.derived.containerEngine !== "podman" || driver === undefined) return;
  yield {
    path: onHost(host.name, "/etc/containers/containers.conf.d/50-logstead.conf"),
    from: settingsOf(host).map((setting) => [...setting, "containerLogs"]),
    body: { template: "base-logging/containers.conf.njk", data: { containerLogs, driver } },
  };
}

function logrotate(site: Site, kind: string): Omit<SiteFile, "path"> {
  const { retentionDays, rotation, files, compress } = site.logKinds[kind] as Site["logKinds"][string];
  const rsyslog = ofRsyslog(files);
  const maxSize = typeof rotation === "string" ? undefined : rotation.size;
  const when = maxSize ? `when larger than ${maxSize}` : rotation;
  const data = {
    kind,
    days: retentionDays,
    when,
    files: rsyslog ? [...new Set([...files, ...debianFiles])] : files,
    // `false` and not a missing value, which a template refuses.
    maxSize: maxSize ?? false,
    rotations: rotation === "weekly" ? Math.ceil(retentionDays / 7) : retentionDays,
    compress,
    rsyslog,
  };
  return {
    checker: "logrotate",
    from: [["logKinds", kind]],
    body: { template: "base-logging/logrotate.njk", data },
  };
}

/** The kinds a host's sources have, as far as they name files. */
function kindsOf(site: Site, host: SiteHost): string[] {
  const here = new Set(host.derived.sources.map(({ source }) => source.kind));
  return rotatedKinds(site).filter((kind) => here.has(kind));
}

const rotatedKinds = (site: Site) =>
  Object.keys(site.logKinds).filter((kind) => (site.logKinds[kind]?.files.length ?? 0) > 0);

/**
 * What Debian's own /etc/logrotate.d/rsyslog names (rsyslog 8.2302). Two rules for one file are an error to
 * logrotate, so a kind with one of them takes the place of that file, with all it names.
 */
const debianFiles = ["syslog", "mail.log", "kern.log", "auth.log", "user.log", "cron.log"].map(
  (name) => `/var/log/${name}`,
);
const ofRsyslog = (files: readonly string[]) => files.some((file) => debianFiles.includes(file));

const fileName = (site: Site, kind: string) =>
  ofRsyslog(site.logKinds[kind]?.files ?? []) ? "rsyslog" : `logstead-${kind}`;
