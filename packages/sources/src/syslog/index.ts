import { join } from "node:path";
import { bracketed, ports } from "@logstead/base";
import { CidrAddress, ipOf, Port } from "@logstead/fields";
import { z } from "zod";
import { reachable } from "../kind/address.ts";
import type { HostFacts, ProbeContext } from "../kind/context.ts";
import type { Reading, Socket, SourceField } from "../kind/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { severityFields } from "../kind/severity.ts";
import { sourceKind } from "../kind/source-kind.ts";
import { syslogFormats as formats, syslogRelay } from "./relay.ts";

const protocols = ["udp", "tcp"] as const;

const schema = z.strictObject({
  type: z.literal("syslog"),
  port: Port.default(ports.syslog).describe("The port devices send to."),
  address: CidrAddress.prefault("0.0.0.0").describe(
    "The address to listen on; devices are elsewhere, so not loopback.",
  ),
  protocols: z
    .array(z.enum(protocols))
    .min(1)
    .default([...protocols])
    .describe("The transports to listen on."),
  formats: z
    .array(z.enum(formats))
    .min(1)
    .default([...formats])
    .describe("The formats understood; rsyslog owns the port and turns both into RFC 5424."),
  ...commonSettings,
});
type Syslog = z.output<typeof schema>;

interface Listener extends Socket {
  format: (typeof formats)[number];
}
interface SyslogReading extends Reading {
  listens: readonly Listener[];
}

const fields: readonly SourceField[] = [
  ...severityFields("__syslog_message_severity"),
  { name: "facility", from: "__syslog_message_facility" },
  { name: "identifier", from: "__syslog_message_app_name" },
  { name: "pid", from: "__syslog_message_proc_id" },
  { name: "sender", from: "__syslog_message_hostname" },
];

/** Syslog of devices that cannot run a collector. */
export const syslog = sourceKind<typeof schema, SyslogReading, (typeof formats)[number]>({
  type: "syslog",
  schema,
  about: "Devices that cannot run a collector.",
  place: "anywhere",
  implied: ({ roles }) => (roles.includes("syslog") ? { name: "syslog", settings: {} } : undefined),
  impliedBy: "roles",
  expected: { streams: 1, bytesPerDay: 1e6 },
  times: (_, devices) => Math.max(1, devices),
  listens: ({ address, port, protocols }) => protocols.map((protocol) => ({ address, port, protocol })),
  devices: { formats, protocols },
  pipeline: "syslog",
  read: (source, { host, place, deviceRules }) => {
    const placed = place(fields);
    const rules = [...placed.rules, ...deviceRules("__syslog_message_hostname")];
    return { read: { rules, listens: listeners(host, source) }, metadata: placed.metadata };
  },
  promtail: ({ name, labels, read }, { relabelConfigs }) =>
    read.listens.map((listener) => ({
      job_name: read.listens.length === 1 ? name : `${name}-${listener.protocol}-${listener.port}`,
      syslog: {
        listen_address: `${bracketed(listener.address)}:${listener.port}`,
        listen_protocol: listener.protocol,
        syslog_format: listener.format,
        use_incoming_timestamp: namesTime(listener),
        labels,
      },
      relabel_configs: relabelConfigs(read.rules),
    })),
  alloy: ({ name, labels, read }, { attributes, block, component, identifier, ruleSet, rulesOf }, to) => {
    const label = identifier(name);
    return [
      ...ruleSet(label, read.rules),
      component("loki.source.syslog", label, [
        ...read.listens.map((listener) =>
          block(
            "listener",
            attributes({
              address: `${bracketed(listener.address)}:${listener.port}`,
              protocol: listener.protocol,
              syslog_format: listener.format,
              use_incoming_timestamp: namesTime(listener),
              labels,
            }),
          ),
        ),
        ...attributes({ relabel_rules: rulesOf(label, read.rules), forward_to: [to] }),
      ]),
    ];
  },
  // rsyslog keeps its own queue on disk; what the collector itself took cannot be asked for again.
  replayable: (host) => syslogRelay(host) !== undefined,
  probe: (source, { name, devices }) =>
    senders(source, devices).map(({ device, protocol, format, labels }) => {
      const sender = { hostname: device ?? name, app: name };
      const to = { address: reachable(source.address), port: source.port };
      return {
        by: `syslog ${protocol} (${device ?? "unknown"})`,
        writing: { how: "syslog", protocol, format, ...to, ...sender },
        labels: { ...(device && { host: device }), ...labels, level: "info" },
      };
    }),
  plant: join(import.meta.dirname, "plant.py"),
});

/** RFC 3164 names neither year nor time zone, so the time of arrival is the better one. */
const namesTime = ({ format }: Listener) => format === "rfc5424";

function listeners(host: HostFacts, source: Syslog): Listener[] {
  const relay = syslogRelay(host);
  if (relay) return [{ ...relay.forwardTo, protocol: "tcp", format: "rfc5424" }];
  // One listener understands one format; where both are wanted, RFC 3164 gets the next port.
  return source.formats.flatMap((format, i) =>
    source.protocols.map((protocol) => ({
      address: ipOf(source.address),
      port: source.port + i,
      protocol,
      format,
    })),
  );
}

/** As each declared device sends; where none uses a transport, as an unknown sender would. */
function senders(source: Syslog, devices: ProbeContext["devices"]) {
  const known = devices.map(([device, { protocol, format, labels }]) => ({
    device,
    protocol,
    format,
    labels,
  }));
  const unused = source.protocols.filter((one) => !known.some(({ protocol }) => protocol === one));
  const format = source.formats[0] ?? "rfc5424";
  return [...known, ...unused.map((protocol) => ({ device: undefined, protocol, format, labels: {} }))];
}
