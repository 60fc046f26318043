import type { Site, Source } from "@logstead/inventory";
import { type PlacedFields, placeFields, type SourceField } from "../fields.ts";
import type { Reading } from "../model.ts";

/** What Docker's API tells about a container; names start with a slash there. */
const fields: readonly SourceField[] = [
  { name: "container", from: "__meta_docker_container_name", regex: "/?(.*)" },
  { name: "stream", from: "__meta_docker_container_log_stream" },
  { name: "container_id", from: "__meta_docker_container_id", regex: "(.{12}).*" },
  { name: "compose_project", from: "__meta_docker_container_label_com_docker_compose_project" },
  { name: "compose_service", from: "__meta_docker_container_label_com_docker_compose_service" },
];

/** Containers by the engine's API. */
export function docker(
  site: Site,
  tenant: string,
  source: Extract<Source, { type: "docker" }>,
): { read: Reading; placed: PlacedFields } {
  const placed = placeFields(site, tenant, fields);
  return { read: { kind: "docker", socket: source.socket, rules: placed.rules }, placed };
}
