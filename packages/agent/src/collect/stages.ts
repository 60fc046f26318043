import type { NamedSource, Site, SiteHost } from "@logstead/inventory";
import { kindOf } from "@logstead/sources";
import { pipelineFor } from "../library/load.ts";
import { sourceStages } from "../source/stages.ts";
import type { Stage } from "../stages/stage.ts";
import { metadataStages } from "./fields.ts";
import { placeOf, tenantOf } from "./labels.ts";
import { pipelineOf } from "./pipelines.ts";

/**
 * Everything between a source and the client: what the source knows beside the line (a file's service and
 * path, a journal entry's fields), then unwrapping, redaction, the pipeline and the label policy.
 * @throws ProblemError where the pipeline cannot be read.
 */
export function stagesOf(
  site: Site,
  host: SiteHost,
  named: NamedSource,
  knownFields: readonly string[],
): readonly Stage[] {
  const { timezone } = host.derived;
  const { agent, dropLabels } = host.settings.collector;
  const of = remembered.get(site) ?? new Map<string, readonly Stage[]>();
  remembered.set(site, of);
  const source = texts.get(named.source) ?? JSON.stringify(named.source);
  texts.set(named.source, source);
  const key = [named.name, source, tenantOf(host, named), timezone, agent, ...dropLabels].join("\0");
  const stages = of.get(key) ?? makeStages(site, host, named, knownFields);
  of.set(key, stages);
  return stages;
}

/** Equal sources of many hosts share their stages, which are computed and written once. */
const remembered = new WeakMap<Site, Map<string, readonly Stage[]>>();
const texts = new WeakMap<NamedSource["source"], string>();

function makeStages(site: Site, host: SiteHost, named: NamedSource, knownFields: readonly string[]): Stage[] {
  const tenant = tenantOf(host, named);
  const kind = kindOf(named.source);
  const metadata = Object.fromEntries(knownFields.map((name) => [name, name]));
  // Searchable, but no label, since each file would be a stream. Both programs call it `filename`.
  if (kind.namesFile && placeOf(site, tenant, "file_path") !== "drop") metadata.file_path = "filename";
  const pipeline = pipelineOf(site, named.source);
  return sourceStages(site, host, named, {
    pipeline: pipeline === undefined ? undefined : pipelineFor(site, pipeline).definition,
    fromSource: [...(kind.stages?.(named.source) ?? []), ...metadataStages(site, metadata)],
  });
}
