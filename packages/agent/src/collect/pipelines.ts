import type { Site, Source } from "@logstead/inventory";

/** The pipeline of a source that names none: the one that understands what its type hands over. */
const ofType: Partial<Record<Source["type"], string>> = {
  journal: "journald",
  docker: "docker",
  "docker-files": "docker",
  "podman-files": "podman-container",
  syslog: "syslog",
};

export function pipelineOf(site: Site, source: Source): string | undefined {
  if (source.pipeline !== undefined) return source.pipeline;
  // The gateway's folder, from either side, holds the access log as the site has it written.
  if (source.type === "mount" || source.type === "windows") return `gateway-${site.gateway.accessLogFormat}`;
  return ofType[source.type];
}
