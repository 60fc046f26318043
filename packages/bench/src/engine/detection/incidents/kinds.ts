import type { Random } from "@logstead/base/random";
import {
  type Host,
  hour,
  linkLine,
  loginLine,
  metricLine,
  minute,
  modeLine,
  request,
  rhythm,
  type Timed,
} from "./traffic.ts";

/** The twelve kinds of incidents. */
export const incidentKinds = [
  "burst",
  "ramp",
  "new error",
  "vanished heartbeat",
  "slow drift",
  "periodic job missed",
  "rare value",
  "reordered sequence",
  "credential in a log",
  "half the fleet silent",
  "deploy that changes all templates",
  "flapping",
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

export interface Incident {
  kind: IncidentKind;
  hosts: readonly string[];
  start: number;
  end: number;
}

/** How long each lasts, in minutes, and how long after its end a finding still counts as of it. */
export const lengths: Record<IncidentKind, { minutes: number; grace: number }> = {
  burst: { minutes: 10, grace: 20 },
  ramp: { minutes: 120, grace: 30 },
  "new error": { minutes: 15, grace: 20 },
  "vanished heartbeat": { minutes: 60, grace: 20 },
  "slow drift": { minutes: 360, grace: 60 },
  "periodic job missed": { minutes: 61, grace: 30 },
  "rare value": { minutes: 10, grace: 20 },
  "reordered sequence": { minutes: 10, grace: 20 },
  "credential in a log": { minutes: 2, grace: 20 },
  "half the fleet silent": { minutes: 45, grace: 20 },
  "deploy that changes all templates": { minutes: 90, grace: 20 },
  flapping: { minutes: 15, grace: 20 },
};

/** Applies an incident to a host's normal lines; returns the new ones. */
export function disturb(kind: IncidentKind, host: Host, r: Random, start: number, lines: Timed[]): Timed[] {
  const end = start + lengths[kind].minutes * minute;
  const within = ({ time }: Timed) => time >= start && time < end;
  const { words } = host;
  const perMinute = host.perDay / 1440;
  const some = () => r.pick(host.corpus);
  const at = () => start + r.next() * (end - start);
  const added: Timed[] = [];
  switch (kind) {
    case "burst": {
      const line = some();
      const count = Math.round(Math.max(40, 8 * perMinute * rhythm(host, start)) * lengths.burst.minutes);
      for (let i = 0; i < count; i++) added.push({ time: at(), line });
      return [...lines, ...added];
    }
    case "ramp": {
      const base = Math.max(6, perMinute * rhythm(host, start));
      const line = some();
      for (let time = start; time < end; time += minute) {
        const extra = 5 * base * ((time - start) / (end - start));
        for (let i = 0; i < extra; i++) added.push({ time: time + r.next() * minute, line });
      }
      return [...lines, ...added];
    }
    case "new error": {
      const text = r.pick(newErrors).replaceAll("#", () => String(r.int(1, 9999)));
      for (let i = r.int(2, 8); i > 0; i--) added.push({ time: at(), line: text });
      return [...lines, ...added];
    }
    case "vanished heartbeat":
      return lines.filter((timed) => !(within(timed) && timed.line.includes(words.heart)));
    case "slow drift": {
      const factor = 2 + r.next();
      return lines.map((timed) => {
        if (!(within(timed) && timed.line.includes(words.metric))) return timed;
        const share = (timed.time - start) / (end - start);
        const value = Number(/(\d+) ms$/.exec(timed.line)?.[1]);
        return { time: timed.time, line: metricLine(host, value * (1 + (factor - 1) * share)) };
      });
    }
    case "periodic job missed": {
      const missed = lines.find((timed) => timed.time >= start && timed.line.includes(words.job));
      return lines.filter((timed) => timed !== missed);
    }
    case "rare value": {
      const odd = r.next() < 0.5;
      const user = r.pick(["root", "oracle", "test", "admin", "svc-tmp"]);
      const mode = r.pick(["failsafe", "unlocked", "debug", "factory"]);
      for (let i = r.int(1, 3); i > 0; i--)
        added.push({ time: at(), line: odd ? loginLine(r, user) : modeLine(mode) });
      return [...lines, ...added];
    }
    case "reordered sequence":
      for (let i = r.int(3, 5); i > 0; i--) {
        const steps = [...words.steps];
        const from = r.int(0, steps.length - 2);
        const to = r.int(from + 1, steps.length - 1);
        const [step] = steps.splice(to, 1);
        steps.splice(from, 0, step as string);
        added.push(...request(host, r, at(), steps));
      }
      return [...lines, ...added];
    case "credential in a log":
      added.push({ time: at(), line: r.pick(credentials)(r) });
      return [...lines, ...added];
    case "half the fleet silent":
      return lines.filter((timed) => !within(timed));
    case "deploy that changes all templates":
      return lines.map((timed) => (within(timed) ? { time: timed.time, line: deployed(timed.line) } : timed));
    case "flapping": {
      let up = false;
      for (let time = start; time < end; time += r.int(8000, 40_000)) {
        added.push({ time, line: linkLine(host, up) });
        up = !up;
      }
      return [...lines, ...added];
    }
  }
}

const newErrors = [
  "ERROR kernel: EXT4-fs error (device sda1): ext4_find_entry:#: inode #: comm nginx: reading directory lblock 0",
  "ERROR storage: checksum mismatch in segment #, quarantined",
  "ERROR raft: lost quorum, # of 5 voters reachable",
  "ERROR tls: certificate of peer 10.3.0.# has expired",
  "FATAL allocator: out of memory while reserving # pages",
  "ERROR upstream: connection refused by 10.9.8.#:5432 after # retries",
  "ERROR scheduler: deadlock detected between worker # and worker #",
  "ERROR mount: stale NFS file handle on export #",
  "ERROR auth: token signature could not be verified for client #",
  "ERROR dns: SERVFAIL for zone internal.example, serial #",
  "ERROR raid: member disk # dropped out of array md0",
  "ERROR cache: replica # diverged, full resync forced",
];

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const random = (r: Random, n: number) => Array.from({ length: n }, () => r.pick([...alphabet])).join("");

const credentials: ((r: Random) => string)[] = [
  (r) => `INFO deploy: connecting with password=${random(r, r.int(16, 24))}`,
  (r) => `DEBUG http: request header Authorization: Bearer ${random(r, r.int(40, 80))}`,
  (r) => `INFO config: loaded api_key ${random(r, 32)} from environment`,
  (r) => `DEBUG db: url postgres://app:${random(r, r.int(16, 28))}@db.internal:5432/main`,
  (r) => `INFO storage: using secret ${random(r, 40)} for bucket archive`,
];

/** The same line as another release of the program would write it: other words, same values. */
function deployed(line: string): string {
  return line.replace(/\b[a-z]{4,}\b/gi, (word) => `${word.slice(0, 2)}${word.slice(-1)}${word.length}x`);
}

export const graceOf = (incident: Incident) => lengths[incident.kind].grace * minute;
export const aftermath = hour;
