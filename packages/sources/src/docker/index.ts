import { AbsolutePath } from "@logstead/fields";
import { z } from "zod";
import type { Reading, SourceField } from "../kind/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { sourceKind } from "../kind/source-kind.ts";
import { containerProbe, dockerFiles, plant } from "./containers.ts";

const schema = z.strictObject({
  type: z.literal("docker"),
  socket: AbsolutePath.prefault("/var/run/docker.sock").describe("The engine's API socket."),
  ...commonSettings,
});

interface DockerReading extends Reading {
  socket: string;
}

/** What Docker's API tells about a container; names start with a slash there. */
const fields: readonly SourceField[] = [
  { name: "container", from: "__meta_docker_container_name", regex: "/?(.*)" },
  { name: "stream", from: "__meta_docker_container_log_stream" },
  { name: "container_id", from: "__meta_docker_container_id", regex: "(.{12}).*" },
  { name: "compose_project", from: "__meta_docker_container_label_com_docker_compose_project" },
  { name: "compose_service", from: "__meta_docker_container_label_com_docker_compose_service" },
];

/** Containers by the engine's API. */
export const docker = sourceKind<typeof schema, DockerReading>({
  type: "docker",
  schema,
  about: "Containers, by the API of their engine.",
  place: "on-linux",
  implied: ({ containerLogs }) =>
    containerLogs === "dockerSocket" ? { name: "containers", settings: { kind: "container" } } : undefined,
  impliedBy: "containerLogs",
  expected: { streams: 10, bytesPerDay: 50e6 },
  labels: ["container", "stream"],
  groups: ["docker"],
  // The API reads what the engine keeps in its files.
  files: () => ({ globs: [dockerFiles] }),
  containers: "docker",
  pipeline: "docker",
  read: ({ socket }, { place }) => {
    const { rules, metadata } = place(fields);
    return { read: { rules, socket, positionsStay: "a container of Docker's API" }, metadata };
  },
  promtail: ({ name, labels, read }, { relabelConfigs, fixed }) => [
    {
      job_name: name,
      docker_sd_configs: [{ host: `unix://${read.socket}`, refresh_interval: "5s" }],
      // Docker's discovery takes no labels of its own.
      relabel_configs: [...relabelConfigs(read.rules), ...fixed(labels)],
    },
  ],
  alloy: ({ name, labels, read }, { attributes, component, identifier, ref, ruleSet, rulesOf }, to) => {
    const label = identifier(name);
    const host = `unix://${read.socket}`;
    return [
      component("discovery.docker", label, attributes({ host, refresh_interval: "5s" })),
      ...ruleSet(label, read.rules),
      component(
        "loki.source.docker",
        label,
        attributes({
          host,
          targets: ref(`discovery.docker.${label}.targets`),
          relabel_rules: rulesOf(label, read.rules),
          labels,
          forward_to: [to],
        }),
      ),
    ];
  },
  replayable: () => true,
  probe: (_, context) => [containerProbe("docker", context, { labels: { stream: "stdout" } })],
  plant,
});
