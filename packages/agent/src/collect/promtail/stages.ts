import { promtailStages } from "../../stages/promtail.ts";
import type { CollectedSource, CollectorModel } from "../model.ts";

/** `pipeline_stages` of a source; where Loki separates tenants, the last one says whose line it is. */
export function stagesFor(source: CollectedSource, { saltVariable }: CollectorModel): unknown[] {
  const stages = promtailStages(source.stages, { saltVariable });
  if (source.tenant === undefined) return stages;
  // Devices of one receiver may belong to several tenants; their label says which.
  const byLabel = source.read.kind === "syslog" && source.labels.tenant !== undefined;
  return [...stages, { tenant: byLabel ? { label: "tenant" } : { value: source.tenant } }];
}
