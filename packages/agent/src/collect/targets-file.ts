import type { SiteHost } from "@logstead/inventory";

/** A list of container log files with their containers' names, kept up to date on the host. */
export interface TargetsFile {
  /** File-based discovery of Promtail and Alloy reads it (JSON). */
  path: string;
  engine: "docker" | "podman";
  /** The glob its paths are made from: `*` stands for the container's id. */
  logs: string;
  /** What changes when a container comes or goes. */
  watch: string;
}

const watched = {
  docker: "/var/lib/docker/containers",
  podman: "/var/lib/containers/storage/overlay-containers/containers.json",
} as const;

/**
 * Container log files are named by id; names come from a targets file that a unit on the host writes (H-22).
 * Undefined where the collector does not run as a unit of the host, or reads containers in another way.
 */
export function targetsFileOf(
  host: SiteHost,
  source: SiteHost["derived"]["sources"][number],
): TargetsFile | undefined {
  const { source: settings, name } = source;
  if (settings.type !== "docker-files" && settings.type !== "podman-files") return undefined;
  const logs = settings.paths[0];
  if (host.derived.runtime !== "systemd" || settings.paths.length !== 1 || !logs) return undefined;
  const engine = settings.type === "docker-files" ? "docker" : "podman";
  return {
    path: `/var/lib/${host.settings.collector.agent}/targets/${name}.json`,
    engine,
    logs,
    watch: watched[engine],
  };
}
