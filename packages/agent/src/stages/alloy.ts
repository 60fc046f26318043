import type { Node } from "@logstead/sources";
import { attributes, block, ref, write } from "../collect/alloy/syntax.ts";
import { type CoreStage, lower } from "./lower.ts";
import { metricPrefix } from "./promtail.ts";
import type { Stage } from "./stage.ts";

export interface AlloyOptions {
  /** The environment variable that holds the key of keyed hashes. */
  saltVariable?: string | undefined;
}

/** Stands for the key in a template until the string is put together with `sys.env`. */
const saltMark = "\u0000salt\u0000";

/** The blocks of `loki.process` of Alloy 1.10. */
export function alloyStages(stages: readonly Stage[], options: AlloyOptions = {}): string {
  return write(alloyNodes(stages, options));
}

export function alloyNodes(stages: readonly Stage[], options: AlloyOptions = {}): Node[] {
  const salt = options.saltVariable === undefined ? undefined : saltMark;
  return lower(stages, { salt }).map((stage) => alloyStage(stage, options.saltVariable));
}

function alloyStage(stage: CoreStage, saltVariable: string | undefined): Node {
  const source = "source" in stage ? { source: stage.source } : {};
  switch (stage.type) {
    case "json":
      return block("stage.json", attributes({ expressions: stage.expressions, ...source }));
    case "logfmt":
      return block("stage.logfmt", attributes({ mapping: stage.mapping, ...source }));
    case "regex":
      return block("stage.regex", attributes({ expression: stage.expression, ...source }));
    case "cri":
      return block("stage.cri", []);
    case "multiline":
      return block(
        "stage.multiline",
        attributes({ firstline: stage.first, max_wait_time: stage.maxWait, max_lines: stage.maxLines }),
      );
    case "decolorize":
      return block("stage.decolorize", []);
    case "timestamp": {
      const [format = "", ...fallbacks] = stage.formats;
      return block(
        "stage.timestamp",
        attributes({
          ...source,
          format,
          fallback_formats: fallbacks.length > 0 ? fallbacks : undefined,
          location: stage.timezone,
          action_on_failure: "skip",
        }),
      );
    }
    case "replace":
      return block(
        "stage.replace",
        attributes({
          expression: stage.expression,
          ...source,
          replace: withSalt(stage.replace, saltVariable),
        }),
      );
    case "template":
      return block("stage.template", attributes({ ...source, template: stage.template }));
    case "output":
      return block("stage.output", attributes(source));
    case "labels":
      return block("stage.labels", attributes({ values: stage.labels }));
    case "static_labels":
      return block("stage.static_labels", attributes({ values: stage.labels }));
    case "structured_metadata":
      return block("stage.structured_metadata", attributes({ values: stage.fields }));
    case "label_drop":
      return block("stage.label_drop", attributes({ values: stage.labels }));
    case "label_keep":
      return block("stage.label_keep", attributes({ values: stage.labels }));
    case "drop":
      return block(
        "stage.drop",
        attributes({
          expression: stage.expression,
          older_than: stage.olderThan,
          longer_than: stage.longerThan,
          drop_counter_reason: stage.reason,
        }),
      );
    case "sampling":
      return block("stage.sampling", attributes({ rate: stage.rate, drop_counter_reason: stage.reason }));
    case "counter":
      return block("stage.metrics", [
        block(
          "metric.counter",
          attributes({
            name: stage.name,
            description: stage.description,
            ...source,
            prefix: metricPrefix,
            match_all: stage.source === undefined ? true : undefined,
            action: "inc",
          }),
        ),
      ]);
    case "match":
      return block("stage.match", [
        ...attributes({ selector: stage.selector }),
        ...stage.stages.map((inner) => alloyStage(inner, saltVariable)),
      ]);
  }
}

/** A template with the key of keyed hashes put in when Alloy starts; it is in no file. */
function withSalt(template: string, variable: string | undefined) {
  if (!template.includes(saltMark)) return template;
  const parts = template.split(saltMark).map((part) => JSON.stringify(part));
  return ref(parts.join(` + sys.env(${JSON.stringify(variable)}) + `));
}
