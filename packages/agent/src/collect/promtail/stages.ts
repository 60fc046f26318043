import { promtailStages } from "../lowering.ts";
import type { CollectedSource } from "../model.ts";

/** `pipeline_stages` of a source; where Loki separates tenants, the last one says whose line it is. */
export function stagesFor(source: CollectedSource): unknown[] {
  const stages = promtailStages(source.stages);
  if (source.tenant === undefined) return stages;
  // Devices of one receiver may belong to several tenants; their label says which.
  const tenant =
    source.read.kind === "syslog" && source.labels.tenant ? { label: "tenant" } : { value: source.tenant };
  return [...stages, { tenant }];
}
