import type { Stage } from "../stages/stage.ts";
import { attributes, block, type Node, write } from "./alloy/syntax.ts";

export function promtailStages(stages: readonly Stage[]): unknown[] {
  return stages.map((stage) => {
    switch (stage.type) {
      case "regex":
        return { regex: { expression: stage.expression, ...(stage.source && { source: stage.source }) } };
      case "replace":
        return {
          replace: {
            expression: stage.expression,
            replace: stage.replacement,
            ...(stage.source && { source: stage.source }),
          },
        };
      case "labels":
        return { labels: stage.labels };
      case "metadata":
        return { structured_metadata: stage.fields };
      case "label-drop":
        return { labeldrop: stage.labels };
      case "label-keep":
        return { labelallow: stage.labels };
      default:
        throw new Error(stage.type);
    }
  });
}

export function alloyStages(stages: readonly Stage[]): string {
  const nodes = stages.map((stage): Node => {
    switch (stage.type) {
      case "regex":
        return block("stage.regex", attributes({ expression: stage.expression, source: stage.source }));
      case "replace":
        return block(
          "stage.replace",
          attributes({ expression: stage.expression, source: stage.source, replace: stage.replacement }),
        );
      case "labels":
        return block("stage.labels", attributes({ values: stage.labels }));
      case "metadata":
        return block("stage.structured_metadata", attributes({ values: stage.fields }));
      case "label-drop":
        return block("stage.label_drop", attributes({ values: stage.labels }));
      case "label-keep":
        return block("stage.label_keep", attributes({ values: stage.labels }));
      default:
        throw new Error(stage.type);
    }
  });
  return write(nodes);
}
