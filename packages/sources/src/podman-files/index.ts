import { PathGlob } from "@logstead/fields";
import { z } from "zod";
import { containerProbe } from "../docker/containers.ts";
import { asContainerFiles, containerFileSettings } from "../docker-files/container-files.ts";
import type { FilesReading } from "../files/reading.ts";
import { sourceKind } from "../kind/source-kind.ts";

const schema = z.strictObject({
  type: z.literal("podman-files"),
  paths: z
    .array(PathGlob)
    .min(1)
    .prefault(["/var/lib/containers/storage/overlay-containers/*/userdata/ctr.log"])
    .describe("Podman's log files."),
  ...containerFileSettings,
});

/** Podman's own log files. */
export const podmanFiles = sourceKind<typeof schema, FilesReading>({
  type: "podman-files",
  schema,
  about: "Podman's own log files.",
  ...asContainerFiles,
  implied: ({ containerLogs }) =>
    containerLogs === "podmanFiles" ? { name: "containers", settings: { kind: "container" } } : undefined,
  containers: "podman",
  pipeline: "podman-container",
  lineFormat: ({ format }) => format ?? "k8s-file",
  probe: (_, context) => [
    containerProbe("podman", context, {
      driver: "k8s-file",
      frame: (line) => `${new Date().toISOString()} stdout F ${line}`,
    }),
  ],
});
