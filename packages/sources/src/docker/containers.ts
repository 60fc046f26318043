import { join } from "node:path";
import type { Planting, ProbeContext } from "../kind/context.ts";

/** Where Docker keeps its containers' lines. */
export const dockerFiles = "/var/lib/docker/containers/*/*.log";

/** How a line gets into a container's log, by whatever way that is read. */
export const plant = join(import.meta.dirname, "plant.py");

interface Way {
  /** The engine's log driver, where it is not the default one. */
  driver?: string;
  labels?: Record<string, string>;
  frame?: (line: string) => string;
}

export const containerProbe = (
  engine: "docker" | "podman",
  { name }: ProbeContext,
  { driver, labels, frame }: Way,
): Planting => ({
  by: `container (${engine})`,
  writing: { how: "container", engine, name, ...(driver && { driver }) },
  labels: { container: name, ...labels },
  ...(frame && { frame }),
});
