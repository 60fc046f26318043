import type { Site, Source } from "@logstead/inventory";
import { type PlacedFields, placeFields, type SourceField } from "../fields.ts";
import type { Reading } from "../model.ts";

const fields: readonly SourceField[] = [
  { name: "topic", from: "__meta_kafka_topic" },
  { name: "partition", from: "__meta_kafka_partition" },
];

/** Topics as one member of a consumer group. */
export function kafka(
  site: Site,
  tenant: string,
  source: Extract<Source, { type: "kafka" }>,
): { read: Reading; placed: PlacedFields } {
  const placed = placeFields(site, tenant, fields);
  const { brokers, topics, group } = source;
  return { read: { kind: "kafka", brokers, topics, group, rules: placed.rules }, placed };
}
