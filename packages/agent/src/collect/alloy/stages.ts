import { alloyNodes } from "../../stages/alloy.ts";
import type { Stage } from "../../stages/stage.ts";
import type { CollectedSource, CollectorModel } from "../model.ts";
import { attributes, block, type Node } from "./syntax.ts";

/** Sources that share their stages; a site has one salt. */
const made = new WeakMap<readonly Stage[], Node[]>();

/** The stages of a source; where Loki separates tenants, the last one says whose line it is. */
export function stageNodes(source: CollectedSource, { saltVariable }: CollectorModel): Node[] {
  const stages = made.get(source.stages) ?? alloyNodes(source.stages, { saltVariable });
  made.set(source.stages, stages);
  if (source.tenant === undefined) return stages;
  // Devices of one receiver may belong to several tenants; their label says which.
  const byLabel = source.read.kind === "syslog" && source.labels.tenant !== undefined;
  return [
    ...stages,
    block("stage.tenant", attributes(byLabel ? { label: "tenant" } : { value: source.tenant })),
  ];
}
