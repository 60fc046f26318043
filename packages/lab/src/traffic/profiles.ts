import { ProblemError, problem } from "@logstead/base";
import * as lines from "./lines.ts";
import { Random } from "./random.ts";
import { mark } from "./sequence.ts";

interface Common {
  id: string;
  /** Part of the rate, relative to the other streams of the profile. */
  share: number;
  lines: lines.LineMaker;
}

/** Where a stream's lines go. Hosts that a plan does not have are left out and named in the receipt. */
export type Stream = Common &
  (
    | { kind: "journal"; host: string; tag: string }
    | { kind: "file"; host: string; file: string }
    | { kind: "container"; host: string; name: string; logDriver: "journald" | "k8s-file" }
    | { kind: "gateway"; host: string; file: string; rotations: number }
    | {
        kind: "syslog";
        host: string;
        format: "rfc3164" | "rfc5424";
        transport: "udp" | "tcp";
        framing: "line" | "octets";
        /** The name of the device that sends. */
        device: string;
      }
  );

const syslog = (
  device: string,
  format: "rfc3164" | "rfc5424",
  transport: "udp" | "tcp",
  framing: "line" | "octets" = "line",
): Stream => ({
  ...{ id: `${device}-${format.slice(3)}-${transport}`, kind: "syslog", host: "ocean", share: 1 },
  ...{ lines: lines.device, device, format, transport, framing },
});

const syslogDevices: Stream[] = [
  syslog("router", "rfc3164", "udp"),
  syslog("firewall", "rfc3164", "tcp"),
  syslog("switch", "rfc5424", "udp"),
  syslog("nas", "rfc5424", "tcp", "octets"),
];

const journals: Stream[] = [
  { id: "ocean-system", kind: "journal", host: "ocean", tag: "lab-system", share: 2, lines: lines.system },
  { id: "dns01-dnsmasq", kind: "journal", host: "dns01", tag: "dnsmasq", share: 4, lines: lines.dns },
];

const file = (id: string, host: string, name: string, maker: lines.LineMaker): Stream => ({
  ...{ id, kind: "file", host, file: `/var/log/app/${name}.log`, share: 2, lines: maker },
});

const files: Stream[] = [
  file("node005-scoring", "node005", "scoring-api", lines.scoringApi),
  file("node006-postgresql", "node006", "postgresql", lines.postgresql),
  file("node006-kafka", "node006", "kafka", lines.kafka),
];

const containers: Stream[] = [
  {
    ...{ id: "ocean-scoring-container", kind: "container", host: "ocean", name: "traffic-scoring" },
    ...{ logDriver: "journald", share: 2, lines: lines.scoringApi },
  },
];

const gateways = (rotations: number): Stream[] =>
  (["access", "error"] as const).map((name) => ({
    ...{ id: `gateway-${name}`, kind: "gateway", host: "gateway", file: `${name}.log`, rotations },
    ...{ share: name === "access" ? 4 : 1, lines: lines.gateway },
  }));

export const profiles: Record<string, { summary: string; streams: Stream[] }> = {
  homelab: {
    summary: "a bit of everything, from all five hosts and four devices",
    streams: [...journals, ...syslogDevices, ...files, ...containers, ...gateways(0)],
  },
  journal: { summary: "journald only", streams: journals },
  syslog: { summary: "RFC 3164 and 5424, each over UDP and TCP", streams: syslogDevices },
  files: { summary: "application log files", streams: files },
  containers: { summary: "a container on ocean", streams: containers },
  gateway: { summary: "the folder shared with Windows", streams: gateways(0) },
  rotation: { summary: "the shared folder, renamed while held open, four times", streams: gateways(4) },
};

export function profileOf(name: string): Stream[] {
  const found = profiles[name];
  if (found) return found.streams;
  throw new ProblemError(
    problem("lab-traffic-profile", `there is no traffic profile '${name}'`, {
      got: name,
      want: Object.keys(profiles).join(", "),
    }),
    2,
  );
}

/** Makes another line like one of the lab's traffic, for another time; nothing for lines of other origin. */
export function trafficLine(seed: number): (line: string, time: number) => string | undefined {
  const streams = new Map(
    Object.values(profiles).flatMap(({ streams: all }) => all.map((stream) => [stream.id, stream] as const)),
  );
  const random = new Random(seed);
  return (line, time) => {
    const [, run = "", id = "", n] = /lsq(?:=|":")([a-z0-9]+)\/([a-z0-9-]+)\/(\d+)/.exec(line) ?? [];
    const stream = streams.get(id);
    return stream?.lines(random, new Date(time), mark(run, id, Number(n))).text;
  };
}
