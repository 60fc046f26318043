import { staticLabels } from "@logstead/agent";
import { inSeconds, journalOf, type NamedSource, type Site, type SiteHost } from "@logstead/inventory";
import { stringify } from "yaml";
import { onHost, type Product } from "../site/file.ts";
import { lokiComponent } from "./loki/component.ts";
import { lokiHost, lokiRules } from "./loki/data.ts";

/** Loki logs each query it runs, whose text has what is looked for: nothing else has this filter's own text. */
const notAQuery = '!= "!="';

/** One rule per expected stream and per disk, evaluated by Loki's ruler. */
export const absence: Product = {
  name: "absence",
  component: lokiComponent,
  *files(site) {
    const host = lokiHost(site);
    if (!host || !site.loki.ruler) return;
    for (const [tenant, list] of Map.groupBy(rules(site), folder))
      yield {
        path: onHost(host.name, `${lokiRules}/${tenant}/absence.yaml`),
        checker: "loki-rules",
        from: [["hosts"], ["groups"], ["defaults"], ["labels"], ["tenants"]],
        body: {
          text: text("logstead-absence", list),
        },
      };
    for (const [tenant, list] of Map.groupBy(diskRules(site, host), folder))
      yield {
        path: onHost(host.name, `${lokiRules}/${tenant}/disks.yaml`),
        checker: "loki-rules",
        from: [["hosts"], ["groups"], ["defaults"], ["labels"], ["tenants"]],
        body: {
          text: text("logstead-disks", list),
        },
      };
  },
};

type Placed = [folder: string, rule: Rule];
const folder = ([name]: Placed) => name;

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Without tenants Loki calls its only one `fake`. */
const folderOf = (site: Site, tenant: string) => (site.loki.authEnabled ? tenant : "fake");

function* rules(site: Site): Iterable<Placed> {
  for (const host of Object.values(site.hosts)) {
    const journal = journalOf(host);
    const beat = host.settings.heartbeat;
    if (journal && beat !== false)
      yield [folderOf(site, tenantOf(host, journal)), heartbeatMissing(site, host, journal, inSeconds(beat))];
    for (const named of host.derived.sources) {
      const every = named.source.expect.every;
      if (every !== undefined)
        yield [folderOf(site, tenantOf(host, named)), sourceSilent(site, host, named, inSeconds(every))];
    }
  }
}

/** What each host's disk guard wrote to its journal. */
function* diskRules(site: Site, loki: SiteHost): Iterable<Placed> {
  for (const host of Object.values(site.hosts)) {
    const journal = journalOf(host);
    if (!journal || host.settings.platform === "windows") continue;
    for (const level of ["warning", "critical"] as const)
      yield [folderOf(site, tenantOf(host, journal)), diskFilling(site, host, journal, level, host === loki)];
  }
}

/** The guard runs every 5 minutes, so it has three chances to be heard. */
function diskFilling(
  site: Site,
  host: SiteHost,
  journal: NamedSource,
  level: "warning" | "critical",
  isLokis: boolean,
): Rule {
  const { logDisk } = host.settings;
  const percent = level === "warning" ? logDisk.warn : logDisk.critical;
  const shortened = isLokis ? " Loki keeps lines for a shorter time meanwhile." : "";
  return {
    alert: level === "warning" ? "DiskFilling" : "DiskCritical",
    expr: `sum(count_over_time(${selector(site, host, journal)} |= "disk guard: level=${level}" ${notAQuery} [15m])) > 0`,
    labels: { severity: level, host: host.name, source: journal.name },
    annotations: {
      summary: `A disk of logs on ${host.name} is more than ${percent} % full`,
      description: `The disk guard of ${host.name} says which one in its journal (logstead-disk-guard).${level === "critical" ? shortened : ""}`,
    },
  };
}

const tenantOf = (host: SiteHost, { source }: NamedSource) => source.tenant ?? host.derived.tenant;

/** Three beats may be missing: a restart takes one, and a batch on its way another. */
function heartbeatMissing(site: Site, host: SiteHost, journal: NamedSource, every: number): Rule {
  const window = Math.max(120, 3 * every);
  return {
    alert: "HeartbeatMissing",
    expr: `absent_over_time(${selector(site, host, journal)} |= ${JSON.stringify(`heartbeat of ${host.name},`)} ${notAQuery} [${window}s])`,
    for: "1m",
    labels: { severity: "critical", host: host.name, source: journal.name },
    annotations: {
      summary: `${host.name} has sent no heartbeat for ${window} s`,
      description: "The host is off, or its collector, the network or Loki's proxy does not work.",
    },
  };
}

function sourceSilent(site: Site, host: SiteHost, named: NamedSource, every: number): Rule {
  return {
    alert: "SourceSilent",
    expr: `absent_over_time(${selector(site, host, named)} [${every}s])`,
    for: "1m",
    labels: { severity: "warning", host: host.name, source: named.name },
    annotations: {
      summary: `${named.name} of ${host.name} has written nothing for ${every} s`,
      description: `The inventory expects a line at least every ${every} s (expect.every).`,
    },
  };
}

/** The source's streams, by the labels that tell it from all others. */
function selector(site: Site, host: SiteHost, named: NamedSource): string {
  const labels = staticLabels(site, host, named);
  const telling = ["host", "job", "source"].filter((name) => labels[name] !== undefined);
  return `{${telling.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(", ")}}`;
}

function text(name: string, list: Placed[]): string {
  const groups = [{ name, interval: "1m", rules: list.map(([, rule]) => rule) }];
  const what =
    name === "logstead-disks" ? "Disks that fill." : "Streams that are expected and their silence.";
  return `# ${what} Made from the inventory: change it there.\n${stringify({ groups }, { lineWidth: 0 })}`;
}
