import { bracketed } from "@logstead/base";
import { together } from "../exclude.ts";
import type { CollectedSource, Reading } from "../model.ts";
import { relabelConfigs } from "./relabel.ts";

type Scrape = Record<string, unknown>;
type Of<K extends Reading["kind"]> = Extract<Reading, { kind: K }>;

/** The `scrape_configs` entries of a source, without their stages; several where it has several listeners. */
export function scrapeConfigs(source: CollectedSource): Scrape[] {
  const { read, name } = source;
  switch (read.kind) {
    case "journal":
      return [journal(source, read)];
    case "files":
      return [files(source, read)];
    case "docker":
      return [
        {
          job_name: name,
          docker_sd_configs: [{ host: `unix://${read.socket}`, refresh_interval: "5s" }],
          relabel_configs: [...relabelConfigs(read.rules), ...fixed(source.labels)],
        },
      ];
    case "syslog":
      return read.listeners.map((listener) => ({
        job_name: read.listeners.length === 1 ? name : `${name}-${listener.protocol}-${listener.port}`,
        syslog: {
          listen_address: `${bracketed(listener.address)}:${listener.port}`,
          listen_protocol: listener.protocol,
          syslog_format: listener.format,
          // RFC 3164 names neither year nor time zone, so the time of arrival is the better one.
          use_incoming_timestamp: listener.format === "rfc5424",
          labels: source.labels,
        },
        relabel_configs: relabelConfigs(read.rules),
      }));
    case "push":
      return [push(source, read)];
    case "kubernetes":
      return [kubernetes(source, read)];
    case "kafka":
      return [
        {
          job_name: name,
          kafka: {
            brokers: [...read.brokers],
            topics: [...read.topics],
            group_id: read.group,
            use_incoming_timestamp: true,
            labels: source.labels,
          },
          relabel_configs: relabelConfigs(read.rules),
        },
      ];
  }
}

const journal = ({ name, labels }: CollectedSource, read: Of<"journal">): Scrape => ({
  job_name: name,
  journal: { path: read.path, max_age: read.maxAge, json: false, labels },
  relabel_configs: relabelConfigs(read.rules),
});

/** Docker's discovery takes no labels of its own; rules that match everything write them. */
const fixed = (labels: CollectedSource["labels"]) =>
  Object.entries(labels).map(([name, value]) => ({
    target_label: name,
    replacement: value.replaceAll("$", "$$$$"),
  }));

function files(source: CollectedSource, read: Of<"files">): Scrape {
  const { name, labels } = source;
  const encoding = read.encoding === undefined ? {} : { encoding: read.encoding };
  if (read.targetsFile !== undefined)
    return {
      job_name: name,
      file_sd_configs: [{ files: [read.targetsFile] }],
      relabel_configs: fixed(labels),
      ...encoding,
    };
  return {
    job_name: name,
    static_configs: read.groups.map((group) => ({
      targets: ["localhost"],
      labels: {
        ...labels,
        ...group.labels,
        __path__: group.path,
        ...(group.exclude.length > 0 && { __path_exclude__: together(group.exclude) }),
      },
    })),
    ...encoding,
  };
}

const push = ({ name, labels }: CollectedSource, read: Of<"push">): Scrape => ({
  job_name: name,
  loki_push_api: {
    server: {
      http_listen_address: read.address,
      http_listen_port: read.port,
      // The server always opens a gRPC port too; nobody uses it, so it gets any free one on loopback.
      grpc_listen_address: "127.0.0.1",
      grpc_listen_port: 0,
    },
    use_incoming_timestamp: true,
    labels,
  },
  relabel_configs: relabelConfigs(read.rules),
});

const kubernetes = ({ name, labels }: CollectedSource, read: Of<"kubernetes">): Scrape => ({
  job_name: name,
  kubernetes_sd_configs: [
    {
      role: "pod",
      ...(read.namespaces.length > 0 && { namespaces: { names: [...read.namespaces] } }),
    },
  ],
  relabel_configs: [...relabelConfigs(read.rules), ...fixed(labels)],
});
