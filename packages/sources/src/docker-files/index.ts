import { PathGlob } from "@logstead/fields";
import { z } from "zod";
import { containerProbe, dockerFiles as defaultPath } from "../docker/containers.ts";
import type { FilesReading } from "../files/reading.ts";
import { sourceKind } from "../kind/source-kind.ts";
import { asContainerFiles, containerFileSettings } from "./container-files.ts";

const schema = z.strictObject({
  type: z.literal("docker-files"),
  paths: z.array(PathGlob).min(1).prefault([defaultPath]).describe("Docker's log files."),
  ...containerFileSettings,
});

/** Docker's own log files. */
export const dockerFiles = sourceKind<typeof schema, FilesReading>({
  type: "docker-files",
  schema,
  about: "Docker's own log files.",
  ...asContainerFiles,
  implied: ({ containerLogs }) =>
    containerLogs === "dockerFiles" ? { name: "containers", settings: { kind: "container" } } : undefined,
  groups: ["docker"],
  containers: "docker",
  pipeline: "docker",
  lineFormat: ({ format }) => format ?? "json-file",
  probe: (_, context) => [
    containerProbe("docker", context, {
      driver: "json-file",
      frame: (line) => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: new Date().toISOString() }),
    }),
  ],
});
