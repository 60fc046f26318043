import type { Random } from "./random.ts";

/** One message before it gets the clothes of its transport. `mark` is its sequence number. */
export interface Message {
  /** Syslog severity, 0–7. */
  severity: number;
  text: string;
}

export type LineMaker = (random: Random, now: Date, mark: string) => Message;

const address = (r: Random) => `192.168.1.${20 + r.below(200)}`;
const name = (r: Random) =>
  r.pick(["printer", "tv", "camera-2", "nas", "phone-kim", "laptop-a", "thermostat"]);
const iso = (now: Date) => now.toISOString();
const stamp = (now: Date, fraction: string) => `${iso(now).slice(0, 19).replace("T", " ")}${fraction}`;
const millis = (now: Date) => String(now.getUTCMilliseconds()).padStart(3, "0");

/** What a server's own services say. */
export const system: LineMaker = (r, _now, mark) => {
  const [severity, text] = r.often<readonly [number, string]>([
    [30, [6, `Accepted publickey for deploy from ${address(r)} port ${1024 + r.below(60000)} ssh2`]],
    [20, [6, `pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)`]],
    [20, [6, `Started session-${r.below(900)}.scope - Session ${r.below(900)} of User deploy.`]],
    [15, [6, `logrotate.service: Deactivated successfully.`]],
    [
      10,
      [
        5,
        `Failed password for invalid user ${name(r)} from ${address(r)} port ${1024 + r.below(60000)} ssh2`,
      ],
    ],
    [4, [4, `Clock unsynchronized, offset ${r.below(900)} ms`]],
    [1, [3, `I/O error, dev sda, sector ${r.below(1e8)} op 0x0:(READ)`]],
  ]);
  return { severity, text: `${text} ${mark}` };
};

export const dns: LineMaker = (r, _now, mark) => {
  const domain = `${name(r)}.${r.pick(["lan", "example.org", "example.net"])}`;
  const client = address(r);
  const text = r.often([
    [50, `query[${r.pick(["A", "AAAA", "PTR"])}] ${domain} from ${client}`],
    [25, `reply ${domain} is ${address(r)}`],
    [20, `cached ${domain} is ${address(r)}`],
    [
      5,
      `DHCPACK(eth0) ${client} ${r.hex(2)}:${r.hex(2)}:${r.hex(2)}:${r.hex(2)}:${r.hex(2)}:${r.hex(2)} ${name(r)}`,
    ],
  ]);
  return { severity: 6, text: `${text} ${mark}` };
};

/** A firewall's and a switch's view of the network. */
export const device: LineMaker = (r, _now, mark) => {
  const [severity, text] = r.often<readonly [number, string]>([
    [60, [6, `FW ACCEPT IN=eth1 OUT=eth0 SRC=${address(r)} DST=203.0.113.${r.below(255)} PROTO=TCP DPT=443`]],
    [
      25,
      [5, `FW DROP IN=eth0 SRC=198.51.100.${r.below(255)} DST=${address(r)} PROTO=UDP DPT=${r.below(65535)}`],
    ],
    [10, [5, `port ${1 + r.below(24)} link up 1000 Mbit/s full duplex`]],
    [5, [4, `port ${1 + r.below(24)} link down`]],
  ]);
  return { severity, text: `${text} ${mark}` };
};

export const scoringApi: LineMaker = (r, now, mark) => {
  const [severity, level, message] = r.often<readonly [number, string, string]>([
    [90, [6, "INFO", `scored request in ${20 + r.below(180)} ms`]],
    [7, [4, "WARN", `slow prediction ${800 + r.below(900)} ms`]],
    [3, [3, "ERROR", "timeout on model prediction"]],
  ]);
  const line = {
    timestamp: iso(now),
    level,
    message,
    request_id: r.hex(16),
    user_id: `u${r.below(5000)}`,
    model_version: r.pick(["v2.1.0", "v2.0.4"]),
    lsq: mark.slice(4),
  };
  return { severity, text: JSON.stringify(line) };
};

export const postgresql: LineMaker = (r, now, mark) => {
  const [severity, level, message] = r.often<readonly [number, string, string]>([
    [
      70,
      [
        6,
        "LOG",
        `duration: ${r.below(400)}.${r.below(999)} ms  statement: SELECT * FROM scores WHERE id = ${r.below(9999)}`,
      ],
    ],
    [25, [6, "LOG", `checkpoint complete: wrote ${r.below(900)} buffers (${r.below(9)}.${r.below(9)}%)`]],
    [5, [3, "ERROR", `duplicate key value violates unique constraint "scores_pkey"`]],
  ]);
  return {
    severity,
    text: `${stamp(now, `.${millis(now)}`)} ${1000 + r.below(9000)} ${level}  ${message} ${mark}`,
  };
};

export const kafka: LineMaker = (r, now, mark) => {
  const [severity, level, message] = r.often<readonly [number, string, string]>([
    [90, [6, "INFO", `[GroupCoordinator ${r.below(3)}]: Stabilized group scoring generation ${r.below(99)}`]],
    [8, [4, "WARN", `[ReplicaFetcher replicaId=${r.below(3)}] Partition scores-${r.below(12)} is lagging`]],
    [2, [3, "ERROR", `broker ${r.below(3)} not available`]],
  ]);
  const logger = r.pick(["kafka.coordinator.group.GroupCoordinator", "kafka.server.ReplicaFetcherThread"]);
  return {
    severity,
    text: `${stamp(now, `,${millis(now)}`)} ${level} [thread-${r.below(8)}] ${logger} - ${message} ${mark}`,
  };
};

/** The gateway's access and error logs: one JSON object a line. */
export const gateway: LineMaker = (r, now, mark) => {
  const status = r.often([
    [85, 200],
    [6, 304],
    [5, 404],
    [3, 502],
    [1, 500],
  ] as const);
  const line = {
    timestamp: iso(now),
    level: status >= 500 ? "ERROR" : "INFO",
    component: "gateway",
    message: `${r.pick(["GET", "POST"])} /api/${r.pick(["peers", "routes", "health", "tokens"])} ${status}`,
    request_id: r.hex(16),
    client_ip: address(r),
    status,
    duration_ms: r.below(300),
    lsq: mark.slice(4),
  };
  return { severity: status >= 500 ? 3 : 6, text: JSON.stringify(line) };
};
