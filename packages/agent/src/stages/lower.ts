import { compileRegex } from "../regex/compile.ts";
import { own } from "./names.ts";
import type { Stage } from "./stage.ts";
import { cutLine, future, level, literal, replacement, tooLong, withGroup } from "./templates.ts";

/** Stages that both collectors have, by Promtail's names. */
export type CoreStage =
  | { type: "json"; expressions: Record<string, string>; source?: string }
  | { type: "logfmt"; mapping: Record<string, string>; source?: string }
  | { type: "regex"; expression: string; source?: string }
  | { type: "cri" }
  | { type: "multiline"; first: string; maxWait: string; maxLines: number }
  | { type: "decolorize" }
  | { type: "timestamp"; source: string; formats: string[]; timezone?: string }
  | { type: "replace"; expression: string; replace: string; source?: string }
  | { type: "template"; source: string; template: string }
  | { type: "output"; source: string }
  | { type: "labels"; labels: Record<string, string> }
  | { type: "static_labels"; labels: Record<string, string> }
  | { type: "structured_metadata"; fields: Record<string, string> }
  | { type: "label_drop"; labels: string[] }
  | { type: "label_keep"; labels: string[] }
  | { type: "drop"; reason: string; expression?: string; olderThan?: string; longerThan?: string }
  | { type: "counter"; name: string; description: string; source: string }
  | { type: "match"; selector: string; stages: CoreStage[] };

export interface LowerOptions {
  /** How a template of the collector writes the key of keyed hashes. */
  salt?: string | undefined;
}

/** A stage in terms of what both collectors have. */
export function lower(stages: readonly Stage[], options: LowerOptions = {}): CoreStage[] {
  return stages.flatMap((stage) => lowerOne(stage, options));
}

function lowerOne(stage: Stage, options: LowerOptions): CoreStage[] {
  switch (stage.type) {
    case "json":
      return [{ type: "json", expressions: stage.fields, ...from(stage) }];
    case "logfmt":
      return [{ type: "logfmt", mapping: stage.fields, ...from(stage) }];
    case "docker":
      return docker;
    case "timestamp":
      return timestamp(stage);
    case "level":
      return [{ type: "template", source: stage.source, template: level(stage) }];
    case "replace":
      return [
        {
          type: "replace",
          expression: withGroup(stage.expression),
          ...from(stage),
          replace: replacement(stage, options.salt),
        },
      ];
    case "set":
      return [{ type: "template", source: stage.field, template: literal(stage.value) }];
    case "static-labels":
      return [{ type: "static_labels", labels: stage.labels }];
    case "metadata":
      return [{ type: "structured_metadata", fields: stage.fields }];
    case "label-drop":
      return [{ type: "label_drop", labels: stage.labels }];
    case "label-keep":
      return [{ type: "label_keep", labels: stage.labels }];
    case "truncate":
      return [
        { type: "template", source: own.truncated, template: tooLong(stage.bytes) },
        { type: "template", source: own.cutLine, template: cutLine(stage.bytes) },
        { type: "output", source: own.cutLine },
      ];
    case "count":
      return [{ ...stage, type: "counter" }];
    case "when":
      return [{ type: "match", selector: selector(stage.matches), stages: lower(stage.stages, options) }];
    default:
      return [stage];
  }
}

const from = ({ source }: { source?: string }) => (source === undefined ? {} : { source });

/** The collectors' own docker stage leaves fields named `timestamp` and `output` in the pipeline's way. */
const docker: CoreStage[] = [
  { type: "json", expressions: { [own.dockerLine]: "log", stream: "stream", [own.dockerTime]: "time" } },
  { type: "labels", labels: { stream: "stream" } },
  { type: "timestamp", source: own.dockerTime, formats: ["RFC3339Nano"] },
  // The engine ends each message with the newline it was written with.
  { type: "replace", expression: "(\\r?\\n)$", replace: "", source: own.dockerLine },
  { type: "output", source: own.dockerLine },
];

function timestamp(stage: Extract<Stage, { type: "timestamp" }>): CoreStage[] {
  const { source, formats, timezone, maxFuture } = stage;
  const core: CoreStage = { type: "timestamp", source, formats, ...(timezone !== undefined && { timezone }) };
  if (maxFuture === undefined) return [core];
  return [
    { type: "template", source: own.future, template: future(stage) },
    { type: "template", source, template: `{{ if and .Value (not .${own.future}) }}{{ .Value }}{{ end }}` },
    core,
  ];
}

/** Every line of every stream whose text matches. */
function selector(matches: string): string {
  const { traits } = compileRegex(matches);
  const plain = traits !== undefined && /^[\w :=/"'@,-]+$/.test(matches);
  const text = matches.includes("`") ? JSON.stringify(matches) : `\`${matches}\``;
  return `{tenant=~".*"} ${plain ? "|=" : "|~"} ${text}`;
}
