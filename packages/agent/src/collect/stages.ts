import type { NamedSource, Site, SiteHost } from "@logstead/inventory";
import type { Stage } from "../stages/stage.ts";
import { metadataStages } from "./fields.ts";
import { allowedLabels, placeOf, tenantOf } from "./labels.ts";
import { serviceFromFile } from "./sources/files.ts";

/**
 * Everything between a source and the client: the service of a file, the pipeline, what the source knows
 * beside the line, the label policy.
 */
export function stagesOf(
  site: Site,
  host: SiteHost,
  named: NamedSource,
  knownFields: readonly string[],
): Stage[] {
  const tenant = tenantOf(host, named);
  const metadata = Object.fromEntries(knownFields.map((name) => [name, name]));
  // Searchable, but no label, since each file would be a stream (ALY-17). Both programs call it `filename`.
  if (readsFiles(named) && placeOf(site, tenant, "file_path") !== "drop") metadata.file_path = "filename";
  return [
    ...serviceFromFile(named),
    ...metadataStages(site, metadata),
    { type: "label-drop", labels: host.settings.collector.dropLabels },
    { type: "label-keep", labels: [...allowedLabels(site, tenant)] },
  ];
}

const fileTypes = ["files", "docker-files", "podman-files", "mount", "windows", "kubernetes-pods"];
const readsFiles = ({ source }: NamedSource) => fileTypes.includes(source.type);
