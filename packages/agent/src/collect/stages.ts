import type { NamedSource, Site, SiteHost } from "@logstead/inventory";
import type { Stage } from "../stages/stage.ts";
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
    ...(readsFiles(named) ? filePathStages(site, tenant) : []),
    ...fromSource,
    { type: "label-drop", labels: host.settings.collector.dropLabels },
    { type: "label-keep", labels: [...allowedLabels(site, tenant)] },
  ];
}

const fileTypes = ["files", "docker-files", "podman-files", "mount", "windows", "kubernetes-pods"];
const readsFiles = ({ source }: NamedSource) => fileTypes.includes(source.type);

/**
 * The file a line came from: searchable, but no label, since each file would be a stream (ALY-17). Both
 * programs keep it as `filename`.
 */
function filePathStages(site: Site, tenant: string): Stage[] {
  if (placeOf(site, tenant, "file_path") === "drop") return [];
  return [
    { type: "label-drop", labels: ["filename"] },
    { type: "metadata", fields: { file_path: "filename" } },
  ];
}
