import type { Site } from "@logstead/inventory";
import { devicesOf, kindOf } from "@logstead/sources";
import type { Stage } from "../../stages/stage.ts";
import { collectorOf } from "../collector.ts";
import { allowedLabels } from "../labels.ts";
import type { CollectedSource } from "../model.ts";

/** The streams of one source: labels with one value, and labels whose values lines bring. */
export interface PredictedStreams {
  host: string;
  source: string;
  /** Every label; `<unit>` stands for values that lines bring, and several values are parted by `|`. */
  labels: Record<string, string>;
  /** How many streams are expected, from the inventory's `expect` or its assumptions. */
  streams: number;
  /** A stream's labels, counted against the site's budget. */
  used: number;
  budget: number;
}

/** Every stream that the site's collectors will make (the cardinality table). */
export function predictStreams(
  site: Site,
  expected: (host: string, source: string) => number,
): PredictedStreams[] {
  return Object.values(site.hosts).flatMap((host) =>
    collectorOf(site, host).sources.flatMap((source) =>
      variants(site, source).map((fixed, _, variantsOfSource) => {
        const labels = withDynamic(site, source, fixed);
        return {
          host: host.name,
          source: source.name,
          labels,
          streams: Math.max(1, Math.ceil(expected(host.name, source.name) / variantsOfSource.length)),
          used: Object.keys(labels).length,
          budget: site.labels.budget,
        };
      }),
    ),
  );
}

/** Each group of files and each device has its own labels, and so its own streams. */
function variants(site: Site, source: CollectedSource): Record<string, string>[] {
  const { read, labels } = source;
  if (read.files) {
    const groups = read.files.groups.map((group) => ({ ...labels, ...group.labels }));
    return [...new Map(groups.map((group) => [JSON.stringify(group), group])).values()];
  }
  const allowed = allowedLabels(site, labels.tenant ?? "");
  const devices = devicesOf(kindOf(source), site.devices).map(([name, device]) => {
    const deviceLabels = Object.entries(device.labels).filter(([label]) => allowed.has(label));
    return {
      ...labels,
      host: name,
      ...Object.fromEntries(deviceLabels),
      ...(device.tenant && { tenant: device.tenant }),
    };
  });
  return devices.length > 0 ? devices : [labels];
}

function withDynamic(site: Site, source: CollectedSource, fixed: Record<string, string>) {
  const labels = { ...fixed };
  const dynamic = new Set<string>();
  visit(source.stages, false, labels, dynamic);
  const { read } = source;
  for (const { to } of read.rules)
    if (to !== undefined && !(to in fixed) && !to.startsWith("__")) dynamic.add(to);
  if (read.files?.targetsFile !== undefined) dynamic.add("container");
  const allowed = allowedLabels(site, fixed.tenant ?? "");
  for (const name of dynamic) if (allowed.has(name)) labels[name] = `<${name}>`;
  return Object.fromEntries(Object.entries(labels).filter(([name]) => allowed.has(name)));
}

function visit(
  stages: readonly Stage[],
  sometimes: boolean,
  labels: Record<string, string>,
  dynamic: Set<string>,
): void {
  for (const stage of stages) {
    if (stage.type === "labels") for (const name of Object.keys(stage.labels)) dynamic.add(name);
    if (stage.type === "shared") visit(stage.stages, sometimes, labels, dynamic);
    if (stage.type === "when") visit(stage.stages, true, labels, dynamic);
    if (stage.type !== "static-labels") continue;
    if (sometimes) for (const name of Object.keys(stage.labels)) dynamic.add(name);
    else Object.assign(labels, stage.labels);
  }
}
