import { z } from "zod";
import { plant } from "../docker/containers.ts";
import { asFiles, filesReading } from "../files/reading.ts";
import type { ReadContext } from "../kind/context.ts";
import { commonSettings } from "../kind/settings.ts";

/** The settings of an engine's own log files, beside their paths. */
export const containerFileSettings = {
  format: z
    .enum(["json-file", "k8s-file"])
    .optional()
    .describe(
      "The engine's log driver, which sets the line format; default: json-file for Docker, k8s-file for Podman.",
    ),
  ...commonSettings,
};

/** What Docker's and Podman's own files have in common. */
export const asContainerFiles = {
  ...asFiles,
  place: "on-linux",
  impliedBy: "containerLogs",
  expected: { streams: 10, bytesPerDay: 50e6 },
  labels: ["container", "stream"],
  files: ({ paths }: { paths: readonly string[] }) => ({ globs: paths }),
  /**
   * Their paths hold the container's id only; a small unit on the host keeps a file of targets that adds the
   * names.
   */
  read: ({ paths }: { paths: readonly string[] }, { targetsFile }: ReadContext) =>
    filesReading(
      paths.map((path) => ({ path, exclude: [], labels: {} })),
      { targetsFile },
    ),
  // Engines make files that only root may read.
  protectedFiles: () => true,
  plant,
} as const;
