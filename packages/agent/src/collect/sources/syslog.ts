import { ipOf, type NamedSource, type Site, type SiteHost, type Source } from "@logstead/inventory";
import { type PlacedFields, placeFields, type SourceField } from "../fields.ts";
import { allowedLabels, canonical, tenantOf } from "../labels.ts";
import type { Listener, Reading, RelabelRule } from "../model.ts";

type Syslog = Extract<Source, { type: "syslog" }>;

/** Where rsyslog hands over what it received; loopback only, one port above the devices' own. */
const relayPort = (port: number) => port + 1;

export interface SyslogRelay {
  /** The source it belongs to. */
  source: string;
  /** What rsyslog listens on, for devices. */
  receive: { address: string; port: number; protocols: readonly ("udp" | "tcp")[] };
  /** The collector's listener, RFC 5424 over TCP. */
  forwardTo: { address: "127.0.0.1"; port: number };
}

/**
 * rsyslog owns the syslog port where it can run: it understands both formats on one port,
 * keeps what arrives on disk while Loki is away, and hands RFC 5424 to the collector. Undefined where there
 * is no rsyslog and the collector listens itself. This is the one place that decides it.
 */
export function syslogRelay(host: SiteHost): SyslogRelay | undefined {
  const named = host.derived.sources.find(({ source }) => source.type === "syslog");
  if (named?.source.type !== "syslog" || host.derived.runtime !== "systemd") return undefined;
  const { address, port, protocols } = named.source;
  return {
    source: named.name,
    receive: { address: ipOf(address), port, protocols },
    forwardTo: { address: "127.0.0.1", port: relayPort(port) },
  };
}

/** Severities as RFC 5424 names them, written as the journal writes them. */
const severities = [
  ["emergency", "emerg"],
  ["critical", "crit"],
  ["informational", "info"],
] as const;

const fields: readonly SourceField[] = [
  { name: "level", from: "__syslog_message_severity" },
  ...severities.map(
    ([severity, level]): SourceField => ({
      name: "level",
      from: "__syslog_message_severity",
      regex: severity,
      replacement: level,
    }),
  ),
  { name: "facility", from: "__syslog_message_facility" },
  { name: "identifier", from: "__syslog_message_app_name" },
  { name: "pid", from: "__syslog_message_proc_id" },
  { name: "sender", from: "__syslog_message_hostname" },
];

/** Syslog of devices that cannot run a collector. */
export function syslog(
  site: Site,
  host: SiteHost,
  named: NamedSource,
  source: Syslog,
): { read: Reading; placed: PlacedFields } {
  const placed = placeFields(site, tenantOf(host, named), fields);
  const rules = [...placed.rules, ...deviceRules(site, tenantOf(host, named))];
  return { read: { kind: "syslog", listeners: listeners(host, source), rules }, placed };
}

function listeners(host: SiteHost, source: Syslog): Listener[] {
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

/**
 * A device's lines carry its name as `host`, whether it calls itself by name or address. Senders that the
 * inventory does not know stay under the receiver's name; what they call themselves is in `sender`.
 */
function deviceRules(site: Site, sourceTenant: string): RelabelRule[] {
  return Object.entries(site.devices).flatMap(([name, device]) => {
    const regex = `(?i)${escapeRegex(name)}|${escapeRegex(ipOf(device.address))}`;
    const tenant = device.tenant ?? sourceTenant;
    const labels = { host: name, ...device.labels, ...(device.tenant && { tenant }) };
    const allowed = allowedLabels(site, tenant);
    return Object.entries(labels)
      .map(([label, value]) => [canonical(site, label), value] as const)
      .filter(([label]) => allowed.has(label))
      .map(([to, value]) => ({
        from: ["__syslog_message_hostname"],
        regex,
        to,
        replacement: value.replaceAll("$", "$$$$"),
      }));
  });
}

const escapeRegex = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
