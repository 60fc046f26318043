import { type CidrAddress, ipOf, type Port } from "@logstead/fields";
import type { HostFacts } from "../kind/context.ts";
import type { AnySource } from "../kind/settings.ts";

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

export const syslogFormats = ["rfc3164", "rfc5424"] as const;

/** The devices that send to rsyslog. */
export const relayedDevices = <D extends { format: string }>(devices: Readonly<Record<string, D>>) =>
  Object.entries(devices).filter(([, { format }]) => syslogFormats.some((one) => one === format));

/** A source of this kind, as far as the relay must know it. */
interface Syslog extends AnySource {
  type: "syslog";
  address: CidrAddress;
  port: Port;
  protocols: ("udp" | "tcp")[];
}
const isSyslog = (source: AnySource): source is Syslog => source.type === "syslog";

/**
 * rsyslog owns the syslog port where it can run: it understands both formats on one port,
 * keeps what arrives on disk while Loki is away, and hands RFC 5424 to the collector. Undefined where there
 * is no rsyslog and the collector listens itself. This is the one place that decides it.
 */
export function syslogRelay({ derived }: Pick<HostFacts, "derived">): SyslogRelay | undefined {
  if (derived.runtime !== "systemd") return undefined;
  for (const { name, source } of derived.sources)
    if (isSyslog(source))
      return {
        source: name,
        receive: { address: ipOf(source.address), port: source.port, protocols: source.protocols },
        forwardTo: { address: "127.0.0.1", port: relayPort(source.port) },
      };
  return undefined;
}
