import type { NamedSource, SiteHost } from "@logstead/inventory";
import { kindOf } from "@logstead/sources";
import { collectorPlaces } from "./places.ts";

/** A list of container log files with their containers' names, kept up to date on the host. */
export interface TargetsFile {
  /** File-based discovery of Promtail and Alloy reads it (JSON). */
  path: string;
  engine: "docker" | "podman";
  /**
   * Where the engine has a folder for each container, named by id, and keeps their names. Something in it
   * changes whenever a container comes or goes; lists in it are replaced, which a path unit on the list
   * itself does not notice.
   */
  folder: string;
  /** The log file in a container's folder; may have wildcards. */
  log: string;
}

/**
 * Container log files are named by id; names come from a targets file that a unit on the host writes.
 * Undefined where the collector does not run as a unit of the host, or the files are not where engines put
 * them: then lines have no `container` label.
 */
export function targetsFileOf(host: SiteHost, { name, source }: NamedSource): TargetsFile | undefined {
  const { containers: engine, lineFormat, files } = kindOf(source);
  // An engine's API names containers itself.
  if (!engine || !lineFormat || host.derived.runtime !== "systemd") return undefined;
  const [glob = "", ...others] = files?.(source).globs ?? [];
  const [folder, log, ...rest] = glob.split("/*/");
  if (others.length > 0 || !folder || !log || rest.length > 0) return undefined;
  const path = `${collectorPlaces(host.settings.collector.agent).home}/targets/${name}.json`;
  return { path, engine, folder, log };
}
