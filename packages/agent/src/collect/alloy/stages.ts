import { alloyNodes } from "../../stages/alloy.ts";
import type { CollectedSource, CollectorModel } from "../model.ts";
import { attributes, block, type Node } from "./syntax.ts";

/** The stages of a source; where Loki separates tenants, the last one says whose line it is. */
export function stageNodes(source: CollectedSource, { saltVariable }: CollectorModel): Node[] {
  const stages = alloyNodes(source.stages, { saltVariable });
  if (source.tenant === undefined) return stages;
  // Devices of one receiver may belong to several tenants; their label says which.
  const byLabel = source.read.kind === "syslog" && source.labels.tenant !== undefined;
  return [
    ...stages,
    block("stage.tenant", attributes(byLabel ? { label: "tenant" } : { value: source.tenant })),
  ];
}
