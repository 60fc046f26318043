import { replaceTemplate } from "../../../src/redact/template.ts";
import type { Stage } from "../../../src/stages/stage.ts";
const text = (t: string) => JSON.stringify(t).replaceAll("\\\\", "\\x5c");
const skip = "redaction_skip";
export function promtailStages(stages: readonly Stage[]): unknown[] {
  return stages.flatMap((stage): unknown[] => {
    if (stage.type === "replace") return [{ replace: { expression: stage.expression, replace: replaceTemplate(stage, "${LOGSTEAD_REDACTION_SALT}") } }];
    if (stage.type === "when") {
      const inner = promtailStages(stage.stages);
      const { contains = [], matches } = stage;
      if (contains.length === 0) return [{ match: { selector: `{${skip}=""} |~ ${text(matches as string)}`, stages: inner } }];
      if (contains.length === 1 && matches === undefined) return [{ match: { selector: `{${skip}=""} |= ${text(contains[0] as string)}`, stages: inner } }];
      const sel = `{${skip}=""}${contains.map((c) => ` != ${text(c)}`).join("")}${matches ? ` !~ ${text(matches as string)}` : ""}`;
      return [{ match: { selector: sel, stages: [{ static_labels: { [skip]: "1" } }] } }, { match: { selector: `{${skip}=""}`, stages: inner } }, { labeldrop: [skip] }];
    }
    throw new Error(stage.type);
  });
}
