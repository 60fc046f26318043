import { type CoreStage, lower } from "./lower.ts";
import type { Stage } from "./stage.ts";

export interface PromtailOptions {
  /** The environment variable that holds the key of keyed hashes (`-config.expand-env`). */
  saltVariable?: string | undefined;
}

/** Objects for `pipeline_stages` of Promtail 3.6. */
export function promtailStages(stages: readonly Stage[], options: PromtailOptions = {}): unknown[] {
  const salt = options.saltVariable === undefined ? undefined : `\${${options.saltVariable}}`;
  return lower(stages, { salt }).map(promtailStage);
}

function promtailStage(stage: CoreStage): unknown {
  const source = "source" in stage && stage.source !== undefined ? { source: stage.source } : {};
  switch (stage.type) {
    case "json":
      return { json: { expressions: stage.expressions, ...source } };
    case "logfmt":
      return { logfmt: { mapping: stage.mapping, ...source } };
    case "regex":
      return { regex: { expression: stage.expression, ...source } };
    case "cri":
      return { cri: {} };
    case "multiline":
      return {
        multiline: { firstline: stage.first, max_wait_time: stage.maxWait, max_lines: stage.maxLines },
      };
    case "decolorize":
      return { decolorize: {} };
    case "timestamp": {
      const [format, ...fallbacks] = stage.formats;
      return {
        timestamp: {
          ...source,
          format,
          ...(fallbacks.length > 0 && { fallback_formats: fallbacks }),
          ...(stage.timezone !== undefined && { location: stage.timezone }),
          // The default, fudge, invents a time from the line before; the arrival time is the truth.
          action_on_failure: "skip",
        },
      };
    }
    case "replace":
      return { replace: { expression: stage.expression, ...source, replace: stage.replace } };
    case "template":
      return { template: { ...source, template: stage.template } };
    case "output":
      return { output: source };
    case "labels":
      return { labels: stage.labels };
    case "static_labels":
      return { static_labels: stage.labels };
    case "structured_metadata":
      return { structured_metadata: stage.fields };
    case "label_drop":
      return { labeldrop: stage.labels };
    case "label_keep":
      return { labelallow: stage.labels };
    case "drop":
      return {
        drop: {
          ...(stage.expression !== undefined && { expression: stage.expression }),
          ...(stage.olderThan !== undefined && { older_than: stage.olderThan }),
          ...(stage.longerThan !== undefined && { longer_than: stage.longerThan }),
          drop_counter_reason: stage.reason,
        },
      };
    case "sampling":
      return { sampling: { rate: stage.rate, drop_counter_reason: stage.reason } };
    case "counter":
      return {
        metrics: {
          [stage.name]: {
            type: "Counter",
            description: stage.description,
            ...source,
            prefix: metricPrefix,
            config: { ...(stage.source === undefined && { match_all: true }), action: "inc" },
          },
        },
      };
    case "match":
      return { match: { selector: stage.selector, stages: stage.stages.map(promtailStage) } };
  }
}

/** The same in both collectors, whose own prefixes differ. */
export const metricPrefix = "logstead_";
