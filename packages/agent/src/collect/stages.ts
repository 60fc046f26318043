import type { NamedSource, Site, SiteHost } from "@logstead/inventory";
import type { Stage } from "../stages/stage.ts";
import { metadataStages } from "./fields.ts";
import { allowedLabels, placeOf, tenantOf } from "./labels.ts";
import { serviceFromFile } from "./sources/files.ts";

/** Everything between a source and the client: what the source knows, its pipeline, the label policy. */
export function stagesOf(
  site: Site,
  host: SiteHost,
  named: NamedSource,
  fromSource: readonly Stage[],
): Stage[] {
  const tenant = tenantOf(host, named);
  return [
    ...serviceFromFile(named),
    ...fromSource,
    { type: "label-drop", labels: host.settings.collector.dropLabels },
    { type: "label-keep", labels: [...allowedLabels(site, tenant)] },
  ];
}

/** The file a line came from: searchable, but no label, since each file would be a stream (ALY-17). */
export function filePathStages(site: Site, tenant: string): Stage[] {
  if (placeOf(site, tenant, "file_path") === "drop") return [];
  return [{ type: "labels", labels: { file_path: "filename" } }, ...metadataStages(site, ["file_path"])];
}
