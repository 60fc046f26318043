import { join } from "node:path";
import { ports } from "@logstead/base";
import { CidrAddress, ipOf, Port } from "@logstead/fields";
import { z } from "zod";
import { reachable } from "../kind/address.ts";
import type { Reading, Socket } from "../kind/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { sourceKind } from "../kind/source-kind.ts";

const schema = z.strictObject({
  type: z.literal("push"),
  port: Port.default(ports.push).describe("The port agents push to (Loki's push protocol)."),
  address: CidrAddress.prefault("127.0.0.1").describe(
    "The address to listen on; loopback unless agents are elsewhere.",
  ),
  ...commonSettings,
});

interface PushReading extends Reading {
  listens: readonly [Socket];
}

/** What a sender may say itself. */
const sendersLabels = ["service", "component"];

/** A receiver of Loki's push protocol for custom agents. */
export const push = sourceKind<typeof schema, PushReading>({
  type: "push",
  schema,
  about: "What other agents push.",
  place: "anywhere",
  expected: { streams: 1, bytesPerDay: 10e6 },
  listens: ({ address, port }) => [{ address, port, protocol: "tcp" }],
  sendersLabels,
  read: ({ address, port }, { host, labels }) => {
    // `collector.listen` may put the receiver's port on another address.
    const listen = host.settings.collector.listen?.find((one) => one.purpose === "push" && one.port === port);
    const rules = sendersLabels.flatMap((name) => {
      const value = labels[name];
      return value === undefined
        ? []
        : [{ from: [name], regex: "", to: name, replacement: value.replaceAll("$", "$$$$") }];
    });
    const socket = { address: ipOf(listen?.address ?? address), port, protocol: "tcp" } as const;
    return { read: { rules, listens: [socket] } };
  },
  promtail: ({ name, labels, read }, { relabelConfigs }) => [
    {
      job_name: name,
      loki_push_api: {
        server: {
          http_listen_address: read.listens[0].address,
          http_listen_port: read.listens[0].port,
          // The server always opens a gRPC port too; nobody uses it, so it gets any free one on loopback.
          grpc_listen_address: "127.0.0.1",
          grpc_listen_port: 0,
        },
        use_incoming_timestamp: true,
        labels,
      },
      relabel_configs: relabelConfigs(read.rules),
    },
  ],
  alloy: ({ name, labels, read }, { attributes, block, component, identifier, ruleSet, rulesOf }, to) => {
    const label = identifier(name);
    const [{ address, port }] = read.listens;
    return [
      ...ruleSet(label, read.rules),
      component("loki.source.api", label, [
        block("http", attributes({ listen_address: address, listen_port: port })),
        ...attributes({
          use_incoming_timestamp: true,
          relabel_rules: rulesOf(label, read.rules),
          labels,
          forward_to: [to],
        }),
      ]),
    ];
  },
  // What a receiver took cannot be asked for again.
  replayable: () => false,
  probe: ({ address, port }, { source, name, labels }) => {
    const url = `http://${reachable(address)}:${port}/loki/api/v1/push`;
    return [
      {
        by: "push receiver",
        writing: { how: "push", url, labels: { service: name } },
        labels: { service: name, component: labels.component ?? source },
      },
    ];
  },
  plant: join(import.meta.dirname, "plant.py"),
});
