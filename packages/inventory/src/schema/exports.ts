import { HostPort, HttpUrl, SecretRef, Text } from "@logstead/fields";
import { z } from "zod";

const selector = z
  .string()
  .regex(/^\{.*\}$/, 'a LogQL selector, such as {component="keycloak"}')
  .default('{audit_trail="enabled"}')
  .describe("Which streams are exported, as a LogQL selector.");
const enabled = z.boolean().default(false).describe("Whether it runs; every export is off unless asked for.");

/** Real forwarders: a collector's scrape configs receive lines, they do not send them. */
export const Exports = z
  .strictObject({
    kafka: z
      .strictObject({
        enabled,
        brokers: z.array(HostPort).default([]).describe("The brokers to ask first."),
        topic: Text.default("logs").describe("The topic."),
        selector,
      })
      .prefault({})
      .describe("Lines to a Kafka topic."),
    siem: z
      .strictObject({
        enabled,
        address: HostPort.prefault("splunk.company.com:514").describe("The SIEM's syslog input."),
        protocol: z.enum(["udp", "tcp"]).default("tcp").describe("The transport."),
        format: z.enum(["rfc3164", "rfc5424"]).default("rfc3164").describe("The syslog format."),
        selector,
      })
      .prefault({})
      .describe("Lines to a SIEM as syslog."),
    elasticsearch: z
      .strictObject({
        enabled,
        url: HttpUrl.prefault("http://elasticsearch:9200/_bulk").describe("The bulk endpoint."),
        index: Text.default("logs").describe("The index."),
        token: SecretRef.optional().describe("An API key."),
        selector,
      })
      .prefault({})
      .describe("Lines to Elasticsearch."),
    governance: z
      .strictObject({
        enabled,
        url: HttpUrl.optional().describe("The webhook of the governance tool; required when enabled."),
        token: SecretRef.optional().describe("Its Bearer token."),
        selector,
      })
      .prefault({})
      .describe("Audit lines to a governance tool."),
    otlp: z
      .strictObject({
        enabled,
        url: HttpUrl.optional().describe(
          "An OTLP endpoint; lines go to <url>/otlp/v1/logs. Required when enabled.",
        ),
        token: SecretRef.optional().describe("Its Bearer token."),
        selector,
      })
      .prefault({})
      .describe("Lines by OTLP."),
  })
  .prefault({})
  .describe("Copies of lines to other systems, all off by default.");
export type Exports = z.output<typeof Exports>;
