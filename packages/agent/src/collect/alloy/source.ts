import { bracketed } from "@logstead/base";
import { together } from "../exclude.ts";
import type { CollectedSource, CollectorModel, Reading } from "../model.ts";
import { ruleSet, rules, rulesOf } from "./relabel.ts";
import {
  attributes,
  block,
  comment,
  component,
  type Expression,
  identifier,
  type Node,
  ref,
} from "./syntax.ts";

type Of<K extends Reading["kind"]> = Extract<Reading, { kind: K }>;

/** Where the playbooks leave positions that another collector, or a first start, had: in Promtail's form. */
export const legacyPositions = (model: CollectorModel) =>
  `${model.positions.path.replace(/\/+[^/]*\/*$/, "")}/promtail-positions.yaml`;

/** The components that read a source; the labels with one value are theirs, except for files. */
export function sourceComponents(source: CollectedSource, model: CollectorModel, to: Expression): Node[] {
  const { read } = source;
  const label = identifier(source.name);
  const forward_to = [to];
  switch (read.kind) {
    case "journal":
      return [
        ...ruleSet(label, read.rules),
        component(
          "loki.source.journal",
          label,
          attributes({
            path: read.path,
            max_age: read.maxAge,
            format_as_json: false,
            relabel_rules: rulesOf(label, read.rules),
            labels: source.labels,
            forward_to,
          }),
        ),
      ];
    case "files":
      return files(source, read, model, to);
    case "docker":
      return [
        component(
          "discovery.docker",
          label,
          attributes({ host: `unix://${read.socket}`, refresh_interval: "5s" }),
        ),
        ...ruleSet(label, read.rules),
        component(
          "loki.source.docker",
          label,
          attributes({
            host: `unix://${read.socket}`,
            targets: ref(`discovery.docker.${label}.targets`),
            relabel_rules: rulesOf(label, read.rules),
            labels: source.labels,
            forward_to,
          }),
        ),
      ];
    case "syslog":
      return syslog(source, read, to);
    case "push":
      return [
        ...ruleSet(label, read.rules),
        component("loki.source.api", label, [
          block("http", attributes({ listen_address: read.address, listen_port: read.port })),
          ...attributes({
            use_incoming_timestamp: true,
            relabel_rules: rulesOf(label, read.rules),
            labels: source.labels,
            forward_to,
          }),
        ]),
      ];
    case "kubernetes":
      return kubernetes(source, read, to);
    case "kafka":
      return [
        ...ruleSet(label, read.rules),
        component(
          "loki.source.kafka",
          label,
          attributes({
            brokers: [...read.brokers],
            topics: [...read.topics],
            group_id: read.group,
            use_incoming_timestamp: true,
            relabel_rules: rulesOf(label, read.rules),
            labels: source.labels,
            forward_to,
          }),
        ),
      ];
  }
}

function files(source: CollectedSource, read: Of<"files">, model: CollectorModel, to: Expression): Node[] {
  const label = identifier(source.name);
  const [finder, targets] =
    read.targetsFile === undefined ? globs(label, read) : discovered(label, read.targetsFile);
  return [
    finder,
    component("loki.source.file", label, [
      ...attributes({
        targets,
        encoding: read.encoding,
        legacy_positions_file: legacyPositions(model),
        forward_to: [to],
      }),
      ...(read.pollEvery === undefined ? [] : [watching(read.pollEvery)]),
    ]),
  ];
}

const watching = (pollEvery: string) =>
  block("file_watch", attributes({ min_poll_frequency: "250ms", max_poll_frequency: pollEvery }));

function globs(label: string, read: Of<"files">): [Node, Expression] {
  const targets = read.groups.map((group) => ({
    __path__: group.path,
    ...(group.exclude.length > 0 && { __path_exclude__: together(group.exclude) }),
    ...group.labels,
  }));
  return [
    component("local.file_match", label, attributes({ path_targets: targets, sync_period: read.lookEvery })),
    ref(`local.file_match.${label}.targets`),
  ];
}

function discovered(label: string, targetsFile: string): [Node, Expression] {
  return [
    component("discovery.file", label, attributes({ files: [targetsFile], refresh_interval: "5s" })),
    ref(`discovery.file.${label}.targets`),
  ];
}

function syslog(source: CollectedSource, read: Of<"syslog">, to: Expression): Node[] {
  const label = identifier(source.name);
  const listeners = read.listeners.map(({ address, port, protocol, format }) =>
    block(
      "listener",
      attributes({
        address: `${bracketed(address)}:${port}`,
        protocol,
        syslog_format: format,
        // RFC 3164 names neither year nor time zone, so the time of arrival is the better one.
        use_incoming_timestamp: format === "rfc5424",
        labels: source.labels,
      }),
    ),
  );
  return [
    ...ruleSet(label, read.rules),
    component("loki.source.syslog", label, [
      ...listeners,
      ...attributes({ relabel_rules: rulesOf(label, read.rules), forward_to: [to] }),
    ]),
  ];
}

function kubernetes(source: CollectedSource, read: Of<"kubernetes">, to: Expression): Node[] {
  const label = identifier(source.name);
  return [
    component("discovery.kubernetes", label, [
      ...attributes({ role: "pod" }),
      ...(read.namespaces.length > 0
        ? [block("namespaces", attributes({ names: [...read.namespaces] }))]
        : []),
      block("selectors", [
        comment("Only this node's pods; the DaemonSet sets NODE_NAME from spec.nodeName."),
        ...attributes({
          role: "pod",
          field: ref(`"spec.nodeName=" + coalesce(sys.env("NODE_NAME"), constants.hostname)`),
        }),
      ]),
    ]),
    component("discovery.relabel", label, [
      ...attributes({ targets: ref(`discovery.kubernetes.${label}.targets`) }),
      ...rules(read.rules),
    ]),
    component(
      "local.file_match",
      label,
      attributes({ path_targets: ref(`discovery.relabel.${label}.output`), sync_period: "2s" }),
    ),
    component(
      "loki.source.file",
      label,
      attributes({ targets: ref(`local.file_match.${label}.targets`), forward_to: [to] }),
    ),
  ];
}
