import type { Site, Source } from "@logstead/inventory";
import { type PlacedFields, placeFields, type SourceField } from "../fields.ts";
import type { Reading, RelabelRule } from "../model.ts";

const meta = "__meta_kubernetes";

const fields: readonly SourceField[] = [
  { name: "namespace", from: `${meta}_namespace` },
  { name: "pod", from: `${meta}_pod_name` },
  { name: "container", from: `${meta}_pod_container_name` },
  { name: "node", from: `${meta}_pod_node_name` },
];

/** Pods of the collector's own node, found by the cluster's API; their files are below /var/log/pods. */
export function kubernetesPods(
  site: Site,
  tenant: string,
  source: Extract<Source, { type: "kubernetes-pods" }>,
): { read: Reading; placed: PlacedFields } {
  const placed = placeFields(site, tenant, fields);
  const rules: RelabelRule[] = [
    { from: [`${meta}_pod_phase`], regex: "Pending|Succeeded|Failed|Completed", action: "drop" },
    ...placed.rules,
    {
      from: [`${meta}_pod_uid`, `${meta}_pod_container_name`],
      regex: "(.+);(.+)",
      to: "__path__",
      replacement: "/var/log/pods/*$1/$2/*.log",
    },
  ];
  return { read: { kind: "kubernetes", namespaces: source.namespaces, rules }, placed };
}
