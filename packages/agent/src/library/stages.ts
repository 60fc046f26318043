import type { Stage } from "../stages/stage.ts";
import type { PipelineFile, PipelineStage } from "./schema.ts";

export interface StageOptions {
  /** For times that name no zone. */
  timezone: string;
  /** How far ahead of the clock a time may be. */
  maxFuture?: string | undefined;
}

/** The stages of a pipeline file, before the site's policy is applied. */
export function stagesOfFile(file: Pick<PipelineFile, "stages">, options: StageOptions): Stage[] {
  return file.stages.map((stage) => stageOf(stage, options));
}

export function stageOf(stage: PipelineStage, options: StageOptions): Stage {
  const from = (source: string | undefined) => (source === undefined ? {} : { source });
  if ("json" in stage)
    return { type: "json", fields: named(stage.json.expressions), ...from(stage.json.source) };
  if ("logfmt" in stage)
    return { type: "logfmt", fields: named(stage.logfmt.mapping), ...from(stage.logfmt.source) };
  if ("regex" in stage)
    return { type: "regex", expression: stage.regex.expression, ...from(stage.regex.source) };
  if ("docker" in stage) return { type: "docker" };
  if ("cri" in stage) return { type: "cri" };
  if ("multiline" in stage) {
    const { firstline, max_wait_time, max_lines } = stage.multiline;
    return { type: "multiline", first: firstline, maxWait: max_wait_time, maxLines: max_lines };
  }
  if ("decolorize" in stage) return { type: "decolorize" };
  if ("timestamp" in stage) {
    const { source, format } = stage.timestamp;
    const { timezone, maxFuture } = options;
    const formats = typeof format === "string" ? [format] : format;
    return { type: "timestamp", source, formats, timezone, ...(maxFuture !== undefined && { maxFuture }) };
  }
  if ("replace" in stage) {
    const { expression, replace, source } = stage.replace;
    return { type: "replace", expression, replacement: replace, ...from(source) };
  }
  if ("set" in stage) return { type: "set", ...stage.set };
  if ("static_labels" in stage) return { type: "static-labels", labels: stage.static_labels };
  if ("labels" in stage) return { type: "labels", labels: byName(stage.labels) };
  if ("structured_metadata" in stage) return { type: "metadata", fields: byName(stage.structured_metadata) };
  if ("labeldrop" in stage) return { type: "label-drop", labels: stage.labeldrop };
  if ("output" in stage) return { type: "output", source: stage.output.source };
  if ("sampling" in stage) return { type: "sample", ...stage.sampling };
  if ("drop" in stage) return { type: "drop", ...stage.drop };
  return { type: "when", matches: [stage.match.line], stages: stagesOfFile(stage.match, options) };
}

const named = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, path]) => [name, path === "" ? name : path]));

export const byName = (names: string[] | Record<string, string>): Record<string, string> =>
  Array.isArray(names) ? Object.fromEntries(names.map((name) => [name, name])) : names;
