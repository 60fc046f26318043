import { collectorOf } from "@logstead/agent";
import { journalOf, type NamedSource, type Site, type SiteHost } from "@logstead/inventory";
import { devicesOf, kindOf, type Planting } from "@logstead/sources";

/** What the writer on the host is told; `how` names one of its functions. */
export type Writing = { id: string; line: string } & Planting["writing"];

/** One line that is written, and what it must be in Loki. */
export interface ProbeLine {
  id: string;
  host: string;
  /** The source's name in the inventory. */
  source: string;
  /** How it gets in, for people: `journal`, `syslog udp`, `/var/log/named/*.log`. */
  by: string;
  writing: Writing;
  /** The line as the collector reads it: with an engine's own frame around it. */
  read: string;
  /** What a collector knows of the line before its stages: labels by name. */
  labels: Record<string, string>;
  tenant: string;
  /** The file, where it lies in a folder that Windows shares and may be written to from there. */
  mounted: string | undefined;
}

/** A password that is nobody's: it must not arrive. */
export const planted = (run: string) => `pw${run}secret`;

/** The name of everything that a probe makes on a host. */
const name = "logstead-probe";
const probeUnit = `${name}.service`;
/** A unit of its own: the line of an alert is written at the same time. */
export const alertUnit = `${name}-alert.service`;

/** Hosts whose journal is collected: a line can be written there and is found. */
export const journalHosts = (site: Site): SiteHost[] => Object.values(site.hosts).filter(journalOf);

/** A line through every declared source that can be written to, and the sources that cannot, with the reason. */
export function probeLines(site: Site, run: string, only: string[] = Object.keys(site.hosts)) {
  const lines: ProbeLine[] = [];
  const left: { host: string; source: string; reason: string }[] = [];
  for (const host of Object.values(site.hosts)) {
    if (!only.includes(host.name)) continue;
    for (const named of host.derived.sources) {
      const made = linesOf(site, host, named, run, lines.length);
      if (typeof made === "string") left.push({ host: host.name, source: named.name, reason: made });
      else lines.push(...made);
    }
  }
  return { lines, left };
}

function linesOf(
  site: Site,
  host: SiteHost,
  named: NamedSource,
  run: string,
  number: number,
): ProbeLine[] | string {
  const known = collectorOf(site, host).sources.find((source) => source.name === named.name);
  if (!known) return "no collector reads it";
  const kind = kindOf(named.source);
  const plantings = kind.probe(named.source, {
    ...{ source: named.name, name, unit: probeUnit, labels: known.labels },
    devices: devicesOf(kind, site.devices),
  });
  if (typeof plantings === "string") return plantings;
  return plantings.map(({ by, writing, labels, frame, mounted }, i) => {
    const id = `${run}x${number + i}`;
    // a level that pipelines find, a password that none may let through, and the id that is looked for
    const line = `probe=${id} level=info password=${planted(run)} from ${host.name} ${named.name}`;
    return {
      ...{ id, host: host.name, source: named.name, by, mounted },
      writing: { id, line, ...writing },
      read: frame?.(line) ?? line,
      labels: { ...known.labels, ...labels },
      tenant: host.derived.tenant,
    };
  });
}
