import { HostPort, Text } from "@logstead/fields";
import { z } from "zod";
import type { Reading, SourceField } from "../kind/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { sourceKind } from "../kind/source-kind.ts";

const schema = z.strictObject({
  type: z.literal("kafka"),
  brokers: z.array(HostPort).min(1).describe("The brokers to ask first."),
  topics: z.array(Text).min(1).describe("The topics to read."),
  group: Text.default("logstead").describe("The consumer group."),
  ...commonSettings,
});

interface KafkaReading extends Reading {
  brokers: readonly string[];
  topics: readonly string[];
  group: string;
}

const fields: readonly SourceField[] = [
  { name: "topic", from: "__meta_kafka_topic" },
  { name: "partition", from: "__meta_kafka_partition" },
];

/** Topics as one member of a consumer group. */
export const kafka = sourceKind<typeof schema, KafkaReading>({
  type: "kafka",
  schema,
  about: "Topics of Kafka.",
  place: "anywhere",
  expected: { streams: 5, bytesPerDay: 500e6 },
  read: ({ brokers, topics, group }, { place }) => {
    const { rules, metadata } = place(fields);
    return { read: { rules, brokers, topics, group }, metadata };
  },
  promtail: ({ name, labels, read }, { relabelConfigs }) => [
    {
      job_name: name,
      kafka: {
        brokers: [...read.brokers],
        topics: [...read.topics],
        group_id: read.group,
        use_incoming_timestamp: true,
        labels,
      },
      relabel_configs: relabelConfigs(read.rules),
    },
  ],
  alloy: ({ name, labels, read }, { attributes, component, identifier, ruleSet, rulesOf }, to) => {
    const label = identifier(name);
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
          labels,
          forward_to: [to],
        }),
      ),
    ];
  },
  replayable: () => true,
  probe: () => "it is no source of a single host",
});
