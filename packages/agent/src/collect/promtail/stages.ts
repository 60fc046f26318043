import { kindOf } from "@logstead/sources";
import { promtailStages } from "../../stages/promtail.ts";
import type { CollectedSource, CollectorModel } from "../model.ts";
import { yamlItem } from "./yaml.ts";

type Stages = CollectedSource["stages"];

/** Cached text by stages and options: sources and hosts share it. */
const written = new WeakMap<Stages, Map<string, string>>();

function textOf(stages: Stages, key: string, write: () => string): string {
  const texts = written.get(stages) ?? new Map<string, string>();
  written.set(stages, texts);
  const text = texts.get(key) ?? write();
  texts.set(key, text);
  return text;
}

/**
 * The items of a source's `pipeline_stages`. What several sources share is written where it comes first, with an
 * anchor; `anchors` knows the names that the configuration has had so far.
 */
export function stagesText(source: CollectedSource, model: CollectorModel, anchors: Set<string>): string {
  const names = source.stages.flatMap((stage) => (stage.type === "shared" ? [stage.name] : []));
  const isNew = [...new Set(names)].filter((name) => !anchors.has(name));
  for (const name of isNew) anchors.add(name);
  const key = `${model.saltVariable} ${isNew}`;
  const text = textOf(source.stages, key, () => writeStages(source.stages, model, new Set(isNew)));
  return [text, ...tenantStage(source).map(yamlItem)].join("\n");
}

function writeStages(stages: Stages, { saltVariable }: CollectorModel, isNew: Set<string>): string {
  const items = stages.flatMap((stage) => {
    if (stage.type !== "shared") return (promtailStages([stage], { saltVariable }) as Item[]).map(yamlItem);
    const define = isNew.delete(stage.name);
    const key = `${saltVariable} ${define}`;
    return textOf(stage.stages, key, () => {
      const made = promtailStages(stage.stages, { saltVariable }) as Item[];
      return made.map((item, i) => named(item, `${stage.name}_${i + 1}`, define)).join("\n");
    });
  });
  return items.join("\n");
}
type Item = Record<string, unknown>;

/** A multi-line stage with its anchor, or its alias; a short stage unchanged. */
function named(item: Item, anchor: string, define: boolean): string {
  const [head = "", ...rest] = yamlItem(item).split("\n");
  if (rest.length === 0) return head;
  return define ? [`${head} &${anchor}`, ...rest].join("\n") : `${head} *${anchor}`;
}

/** Where Loki separates tenants, the last stage sets the line's tenant. */
function tenantStage(source: CollectedSource): Item[] {
  if (source.tenant === undefined) return [];
  // Devices of one receiver may belong to several tenants; their label says which.
  const byLabel = kindOf(source).devices !== undefined && source.labels.tenant !== undefined;
  return [{ tenant: byLabel ? { label: "tenant" } : { value: source.tenant } }];
}
