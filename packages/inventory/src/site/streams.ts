import { inBytes } from "@logstead/fields";
import type { Source, SourceType } from "../schema/sources.ts";
import type { NamedSource, Sections, Site } from "./types.ts";

/*
 * What a source is assumed to produce when the inventory does not say (`expect`). Round figures for a
 * quiet homelab machine, stated in every summary; measured ones come from `./logstead labels` on a live site.
 */
const assumed: Record<SourceType, { streams: number; bytesPerDay: number }> = {
  journal: { streams: 25, bytesPerDay: 20e6 },
  files: { streams: 2, bytesPerDay: 10e6 },
  docker: { streams: 10, bytesPerDay: 50e6 },
  "docker-files": { streams: 10, bytesPerDay: 50e6 },
  "podman-files": { streams: 10, bytesPerDay: 50e6 },
  syslog: { streams: 1, bytesPerDay: 1e6 },
  push: { streams: 1, bytesPerDay: 10e6 },
  mount: { streams: 2, bytesPerDay: 50e6 },
  windows: { streams: 2, bytesPerDay: 50e6 },
  "kubernetes-pods": { streams: 100, bytesPerDay: 1e9 },
  kafka: { streams: 5, bytesPerDay: 500e6 },
};

/** Compressed size of stored lines, index included, as a share of their raw size (assumption: 1 in 8). */
export const storedShare = 1 / 8;

/** Labels that a source's type adds by itself. */
const typeLabels: Partial<Record<SourceType, string[]>> = {
  journal: ["unit"],
  docker: ["container", "stream"],
  "docker-files": ["container", "stream"],
  "podman-files": ["container", "stream"],
};

/** The names of all labels that a source's streams have. */
export function sourceLabelNames(
  site: Pick<Sections, "labels" | "fields">,
  hostLabels: Record<string, string>,
  source: Source,
): string[] {
  const fields = Object.entries(site.fields).filter(([, field]) => field.as === "label");
  const names = [
    ...site.labels.required,
    "job",
    "host",
    "source",
    ...(source.kind ? ["kind"] : []),
    ...fields.map(([name]) => name),
    ...(typeLabels[source.type] ?? []),
    ...Object.keys(site.labels.static),
    ...Object.keys(hostLabels),
    ...Object.keys(source.labels),
  ];
  return [...new Set(names.map((name) => site.labels.aliases[name] ?? name))].sort();
}

export interface Expected {
  streams: number;
  bytesPerDay: number;
}

/** Streams and bytes a day a source is expected to make. */
export function expectedOf({ source }: NamedSource, devices: number): Expected {
  const base = assumed[source.type];
  const times =
    source.type === "files" ? source.paths.length : source.type === "syslog" ? Math.max(1, devices) : 1;
  return {
    streams: source.expect.streams ?? base.streams * times,
    bytesPerDay: source.expect.bytesPerDay ? inBytes(source.expect.bytesPerDay) : base.bytesPerDay * times,
  };
}

/** Streams and bytes a day of the whole site. */
export function expectedOfSite(site: Site): Expected {
  const devices = Object.keys(site.devices).length;
  const total: Expected = { streams: 0, bytesPerDay: 0 };
  for (const host of Object.values(site.hosts))
    for (const source of host.derived.sources) {
      const one = expectedOf(source, devices);
      total.streams += one.streams;
      total.bytesPerDay += one.bytesPerDay;
    }
  return total;
}
