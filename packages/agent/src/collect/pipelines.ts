import type { Source } from "@logstead/inventory";

/** The pipeline of a source that names none: the one that understands what its type hands over. */
const ofType: Partial<Record<Source["type"], string>> = {
  journal: "journald",
  docker: "docker",
  "docker-files": "docker",
  "podman-files": "podman-container",
  syslog: "syslog",
};

export const pipelineOf = (source: Source): string | undefined => source.pipeline ?? ofType[source.type];
