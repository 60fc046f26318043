import { inBytes } from "@logstead/fields";
import { devicesOf, kindOf, type Source } from "@logstead/sources";
import type { NamedSource, Sections, Site } from "./types.ts";

/** Compressed size of stored lines, index included, as a share of their raw size (assumption: 1 in 8). */
export const storedShare = 1 / 8;

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
    ...(kindOf(source).labels ?? []),
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

/**
 * Streams and bytes a day a source is expected to make: what it says (`expect`), else what its kind is assumed to
 * produce. Measured figures come from `./logstead labels` on a live site.
 */
export function expectedOf({ source }: NamedSource, devices: Site["devices"]): Expected {
  const kind = kindOf(source);
  const times = kind.times?.(source, devicesOf(kind, devices).length) ?? 1;
  return {
    streams: source.expect.streams ?? kind.expected.streams * times,
    bytesPerDay: source.expect.bytesPerDay
      ? inBytes(source.expect.bytesPerDay)
      : kind.expected.bytesPerDay * times,
  };
}

/** Streams and bytes a day of the whole site. */
export function expectedOfSite(site: Site): Expected {
  const total: Expected = { streams: 0, bytesPerDay: 0 };
  for (const host of Object.values(site.hosts))
    for (const source of host.derived.sources) {
      const expected = expectedOf(source, site.devices);
      total.streams += expected.streams;
      total.bytesPerDay += expected.bytesPerDay;
    }
  return total;
}
