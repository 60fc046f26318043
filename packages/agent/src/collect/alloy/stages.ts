import type { Stage } from "../../stages/stage.ts";
import { alloyStages } from "../lowering.ts";
import type { CollectedSource } from "../model.ts";
import { attributes, block, type Node } from "./syntax.ts";

export const textOfStages = (stages: readonly Stage[]): Node[] =>
  stages.length === 0 ? [] : [{ kind: "text", text: alloyStages(stages) }];

/** Where Loki separates tenants, the last stage says whose line it is. */
export function tenantStage(source: CollectedSource): Node[] {
  if (source.tenant === undefined) return [];
  // Devices of one receiver may belong to several tenants; their label says which.
  const byLabel = source.read.kind === "syslog" && source.labels.tenant !== undefined;
  return [block("stage.tenant", attributes(byLabel ? { label: "tenant" } : { value: source.tenant }))];
}
