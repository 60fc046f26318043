import { goDuration } from "@logstead/fields";
import { type ByteSize, inBytes, type NamedSource, type Site, type SiteHost } from "@logstead/inventory";
import { kindOf } from "@logstead/sources";
import { allowedLabels, canonical, tenantOf } from "../collect/labels.ts";
import type { PipelineFile } from "../library/schema.ts";
import { stageOf, stagesOfFile } from "../library/stages.ts";
import { own } from "../stages/names.ts";
import type { Stage } from "../stages/stage.ts";
import { policyStages, type Wanted } from "./policy.ts";
import { redactionOf } from "./redaction.ts";

/** Loki refuses lines further ahead of its clock than this (`creation_grace_period`, 10m by default). */
const maxFuture = "10m";
/** Room for the mark at the end of a cut line. */
const markBytes = 64;

/** Stages that make one line of several, or of a frame around it. */
const joining = new Set<Stage["type"]>(["multiline", "docker", "cri"]);

export interface SourceStageOptions {
  /** The pipeline's file; undefined where lines pass as they are. */
  pipeline: PipelineFile | undefined;
  /** Stages that the source itself needs first, such as moving its fields into structured metadata. */
  fromSource?: readonly Stage[];
}

/**
 * Everything between a source and the client: the source's own stages, unwrapping, joining, redaction, the
 * pipeline, the site's spelling of levels, limits, and what the label policy makes of the fields.
 */
export function sourceStages(
  site: Site,
  host: SiteHost,
  named: NamedSource,
  options: SourceStageOptions,
): Stage[] {
  const { fromSource = [] } = options;
  const tenant = tenantOf(host, named);
  const redaction = redactionOf(site, tenant);
  const pipeline = pipelineStages(host, named, options.pipeline);
  const joined = pipeline.findLastIndex(({ type }) => joining.has(type));
  const before = pipeline.slice(0, joined + 1);
  const after = pipeline.slice(joined + 1);
  const wanted: Wanted = { labels: {}, metadata: {} };
  const work = after.flatMap((stage) => collect(stage, wanted));
  const outputs = work.some(({ type }) => type === "output");
  const isMetadata = ({ type }: Stage) => type === "metadata";
  return [
    withoutCarriageReturn,
    ...fromSource.filter((stage) => !isMetadata(stage)),
    ...before,
    // A joined line is a new one, which has the fields but not the metadata of its first part.
    ...fromSource.filter(isMetadata),
    withoutColours,
    ...redaction,
    // The field stays; a label of this name would replace what the pipeline reads at each condition.
    { type: "label-drop", labels: ["level"] },
    ...staticFirst(site, named, tenant, work),
    ...levelStages(site),
    ...limitStages(site),
    ...policyStages(site, tenant, {
      labels: { level: "level", ...wanted.labels },
      metadata: { [own.future]: own.future, [own.truncated]: own.truncated, ...wanted.metadata },
    }),
    // A new line, made of a field, may show what was escaped in the first one.
    ...(outputs ? [withoutColours, ...redaction] : []),
    ...(redaction.length > 0 ? [countHidden] : []),
    { type: "label-drop", labels: host.settings.collector.dropLabels },
    { type: "label-keep", labels: [...allowedLabels(site, tenant)] },
  ];
}

/** Neither collector takes the first half of Windows' line end away. */
const withoutCarriageReturn: Stage = {
  type: "when",
  contains: ["\r"],
  stages: [{ type: "replace", expression: "(\\r+)$", replacement: "" }],
};

/** A coloured `token` has the colour's end between itself and its `=`, where no rule would know it. */
const withoutColours: Stage = { type: "when", contains: ["\u001b"], stages: [{ type: "decolorize" }] };

/** What is hidden ends as `***`, or as a hash between two of them. */
const countHidden: Stage = {
  type: "when",
  contains: ["***"],
  stages: [
    { type: "count", name: "redacted_lines_total", description: "Lines in which something is hidden" },
  ],
};

/** The pipeline with what unwraps its container's format. */
function pipelineStages(host: SiteHost, named: NamedSource, file: PipelineFile | undefined): Stage[] {
  const { source } = named;
  const options = { timezone: source.timezone ?? host.derived.timezone, maxFuture };
  const format = kindOf(source).lineFormat?.(source);
  const unwrap: Stage[] =
    format === undefined
      ? []
      : (file?.unwrap?.[format]?.map((stage) => stageOf(stage, options)) ?? [
          { type: format === "json-file" ? "docker" : "cri" },
        ]);
  return [...unwrap, ...(file ? stagesOfFile(file, options) : [])];
}

/** Takes labels and metadata out of the stages: the policy places them at the end. */
function collect(stage: Stage, wanted: Wanted): Stage[] {
  if (stage.type === "labels") Object.assign(wanted.labels, stage.labels);
  else if (stage.type === "metadata") Object.assign(wanted.metadata, stage.fields);
  else if (stage.type === "when") {
    const stages = stage.stages.flatMap((inner) => collect(inner, wanted));
    return stages.length > 0 ? [{ ...stage, stages }] : [];
  } else return [stage];
  return [];
}

/** Static labels of the pipeline are defaults: what the inventory says of the source wins. */
function staticFirst(site: Site, { source }: NamedSource, tenant: string, stages: Stage[]): Stage[] {
  const allowed = allowedLabels(site, tenant);
  const set = new Set(Object.keys(source.labels).map((name) => canonical(site, name)));
  if (source.component !== undefined || site.labels.componentMeans === "collector") set.add("component");
  if (source.service !== undefined) set.add("service");
  if (source.job !== undefined) set.add("job");
  return stages.flatMap((stage): Stage[] => {
    if (stage.type !== "static-labels") return [stage];
    const labels = Object.fromEntries(
      Object.entries(stage.labels)
        .map(([name, value]) => [canonical(site, name), value] as const)
        .filter(([name]) => allowed.has(name) && !set.has(name)),
    );
    return Object.keys(labels).length > 0 ? [{ type: "static-labels", labels }] : [];
  });
}

/** A level is one of five words; any other text would make a stream of its own, so it is no label. */
const levelStages = (site: Site): Stage[] => [
  { type: "level", source: "level", case: site.levels.case, aliases: site.levels.aliases },
];

/** What Loki would refuse is cut, or dropped and counted with a reason. */
function limitStages(site: Site): Stage[] {
  const { maxLineSize, rejectOldSamples, rejectOldSamplesMaxAge } = site.loki.limits;
  const stages: Stage[] = [
    { type: "truncate", bytes: inBytes(maxLineSize as ByteSize) - markBytes },
    {
      type: "count",
      name: "truncated_lines_total",
      description: "Lines cut because Loki would refuse them",
      source: own.truncated,
    },
    {
      type: "count",
      name: "future_timestamps_total",
      description: "Lines whose time lies too far ahead to be believed",
      source: own.future,
    },
  ];
  if (rejectOldSamples)
    stages.push({
      type: "drop",
      reason: "older_than_loki_accepts",
      olderThan: goDuration(rejectOldSamplesMaxAge),
    });
  return stages;
}
