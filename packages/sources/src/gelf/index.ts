import { join } from "node:path";
import { bracketed } from "@logstead/base";
import { CidrAddress, ipOf, Port } from "@logstead/fields";
import { z } from "zod";
import { reachable } from "../kind/address.ts";
import type { Planting } from "../kind/context.ts";
import type { Reading, RelabelRule, Socket, SourceField } from "../kind/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { severityFields } from "../kind/severity.ts";
import { sourceKind } from "../kind/source-kind.ts";

const schema = z.strictObject({
  type: z.literal("gelf"),
  port: Port.default(12_201).describe("The UDP port that senders send to."),
  address: CidrAddress.prefault("0.0.0.0").describe(
    "The address to listen on; senders are elsewhere, so not loopback.",
  ),
  useIncomingTimestamp: z
    .boolean()
    .default(true)
    .describe("Whether a line has the time that its sender gave it; otherwise the time it arrived."),
  ...commonSettings,
});

interface GelfReading extends Reading {
  listens: readonly [Socket];
  useIncomingTimestamp: boolean;
}

const formats = ["gelf"] as const;

const fields: readonly SourceField[] = [
  ...severityFields("__gelf_message_level"),
  { name: "facility", from: "__gelf_message_facility" },
  { name: "sender", from: "__gelf_message_host" },
];

/**
 * Graylog's format over UDP: what logging libraries and Docker's `gelf` driver send. The programs join chunks and
 * unpack gzip and zlib; the line is the message as JSON.
 */
export const gelf = sourceKind<typeof schema, GelfReading, (typeof formats)[number]>({
  type: "gelf",
  schema,
  about: "Messages in Graylog's format (GELF), over UDP.",
  place: "anywhere",
  expected: { streams: 2, bytesPerDay: 10e6 },
  times: (_, devices) => Math.max(1, devices),
  listens: ({ address, port }) => [{ address, port, protocol: "udp" }],
  devices: { formats, protocols: ["udp"] },
  pipeline: "gelf",
  read: ({ address, port, useIncomingTimestamp }, { place, deviceRules }) => {
    const placed = place(fields);
    const rules = [...placed.rules, ...deviceRules("__gelf_message_host")];
    const socket = { address: ipOf(address), port, protocol: "udp" } as const;
    return { read: { rules, listens: [socket], useIncomingTimestamp }, metadata: placed.metadata };
  },
  promtail: ({ name, labels, read }, { relabelConfigs }) => [
    {
      job_name: name,
      gelf: {
        listen_address: listenAddress(read),
        use_incoming_timestamp: read.useIncomingTimestamp,
        labels,
      },
      relabel_configs: relabelConfigs(read.rules),
    },
  ],
  alloy: ({ name, labels, read }, { attributes, component, identifier, ruleSet, rulesOf }, to) => {
    const label = identifier(name);
    const rules = [...fixed(labels), ...read.rules];
    return [
      ...ruleSet(label, rules),
      component(
        "loki.source.gelf",
        label,
        attributes({
          listen_address: listenAddress(read),
          use_incoming_timestamp: read.useIncomingTimestamp,
          relabel_rules: rulesOf(label, rules),
          forward_to: [to],
        }),
      ),
    ];
  },
  // Nobody sends a datagram twice.
  replayable: () => false,
  probe: ({ address, port }, { name, devices }) => {
    const one = (host: string, by: string, labels: Record<string, string>): Planting => ({
      by: `gelf (${by})`,
      writing: { how: "gelf", address: reachable(address), port, host },
      labels: { ...labels, level: "info" },
      frame: (line) => asRead(host, line),
    });
    if (devices.length === 0) return [one(name, "unknown", {})];
    return devices.map(([device, { labels }]) => one(device, device, { host: device, ...labels }));
  },
  plant: join(import.meta.dirname, "plant.py"),
});

const listenAddress = ({ listens: [{ address, port }] }: GelfReading) => `${bracketed(address)}:${port}`;

/** Alloy's receiver takes no labels, and a stage behind it would replace what rules have made of a device. */
const fixed = (labels: Readonly<Record<string, string>>): RelabelRule[] =>
  Object.entries(labels).map(([to, value]) => ({
    from: [],
    to,
    replacement: value.replaceAll("$", "$$$$"),
  }));

/** A message without a time, as both programs write it. */
const asRead = (host: string, line: string) =>
  JSON.stringify({ version: "1.1", host, short_message: line, timestamp: 0, level: 6 });
