import { Name } from "@logstead/fields";
import { z } from "zod";
import type { Reading, SourceField } from "../kind/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { sourceKind } from "../kind/source-kind.ts";

const schema = z.strictObject({
  type: z.literal("kubernetes-pods"),
  namespaces: z.array(Name).prefault([]).describe("Only these namespaces; none: all."),
  ...commonSettings,
});

interface PodsReading extends Reading {
  namespaces: readonly string[];
}

const meta = "__meta_kubernetes";

const fields: readonly SourceField[] = [
  { name: "namespace", from: `${meta}_namespace` },
  { name: "pod", from: `${meta}_pod_name` },
  { name: "container", from: `${meta}_pod_container_name` },
  { name: "node", from: `${meta}_pod_node_name` },
];

/** Pods of the collector's own node, found by the cluster's API; their files are below /var/log/pods. */
export const kubernetesPods = sourceKind<typeof schema, PodsReading>({
  type: "kubernetes-pods",
  schema,
  about: "Pods of this node.",
  place: "in-cluster",
  expected: { streams: 100, bytesPerDay: 1e9 },
  labelledAfterReading: true,
  namesFile: true,
  read: ({ namespaces }, { place }) => {
    const placed = place(fields);
    const rules = [
      { from: [`${meta}_pod_phase`], regex: "Pending|Succeeded|Failed|Completed", action: "drop" as const },
      ...placed.rules,
      {
        from: [`${meta}_pod_uid`, `${meta}_pod_container_name`],
        regex: "(.+);(.+)",
        to: "__path__",
        replacement: "/var/log/pods/*$1/$2/*.log",
      },
    ];
    return { read: { rules, namespaces }, metadata: placed.metadata };
  },
  promtail: ({ name, labels, read }, { relabelConfigs, fixed }) => [
    {
      job_name: name,
      kubernetes_sd_configs: [
        {
          role: "pod",
          ...(read.namespaces.length > 0 && { namespaces: { names: [...read.namespaces] } }),
        },
      ],
      relabel_configs: [...relabelConfigs(read.rules), ...fixed(labels)],
    },
  ],
  alloy: ({ name, read }, { attributes, block, comment, component, identifier, ref, rules }, to) => {
    const label = identifier(name);
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
  },
  replayable: () => true,
  lineFormat: () => "k8s-file",
  probe: () => "it is no source of a single host",
});
