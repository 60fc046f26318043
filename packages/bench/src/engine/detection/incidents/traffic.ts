import type { Random } from "@logstead/base/random";

/*
 * Normal traffic of one host: the lines of a real log in their order, re-spaced over days with a daily rhythm
 * and uneven minutes, and beside them what every host has: a heartbeat, an hourly job, a measurement,
 * requests in steps, logins, an interface that rarely goes down. Names and rates differ by seed.
 */
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export interface Timed {
  time: number;
  line: string;
}

/** What an incident may disturb on a host. */
export interface Host {
  name: string;
  /** Lines of its real log, without times. */
  corpus: readonly string[];
  /** Lines that come only after the learning day: what is new without being wrong. */
  later: readonly string[];
  perDay: number;
  phase: number;
  words: Words;
}

export interface Words {
  heart: string;
  job: string;
  jobMinute: number;
  metric: string;
  level: number;
  steps: readonly string[];
  users: readonly string[];
  modes: readonly string[];
  device: string;
}

export function hostWords(r: Random): Words {
  const service = r.pick(["gateway", "scheduler", "indexer", "broker", "resolver", "proxy", "mailer"]);
  return {
    heart: `${service}: ${r.pick(["health check passed", "watchdog ping ok", "heartbeat sent to peers"])}, uptime`,
    job: `${r.pick(["backup", "logrotate", "snapshot", "certbot", "reindex"])}: ${r.pick(["run finished", "job completed", "cycle done"])} in`,
    jobMinute: r.int(2, 57),
    metric: `${service}: ${r.pick(["request latency", "queue wait", "disk read time"])} average`,
    level: r.int(20, 400),
    steps: r.pick([
      ["accepted", "authenticated", "query planned", "rows fetched", "response sent"],
      ["upload started", "checksum verified", "stored on volume", "replicated", "upload acknowledged"],
      ["lease requested", "address offered", "lease confirmed", "name registered"],
    ]),
    users: r.shuffle(["alice", "bruno", "chen", "dana", "emre", "farid", "grace"]).slice(0, 4),
    modes: r.pick([
      ["normal", "eco", "boost"],
      ["primary", "replica"],
      ["read-only", "read-write", "maintenance"],
    ]),
    device: r.pick(["eth0", "eno1", "wlan0", "bond0", "veth3"]),
  };
}

const stamp = (time: number) => new Date(time).toISOString();
const hex = (r: Random, n: number) => Array.from({ length: n }, () => r.int(0, 15).toString(16)).join("");

/** Lines a minute at `time`, around 1 over a day: a rhythm by day, quieter weekends. */
export function rhythm(host: Host, time: number): number {
  const daily = 1 + 0.6 * Math.sin((2 * Math.PI * (time - host.phase)) / day);
  const weekday = Math.floor(time / day) % 7;
  return daily * (weekday === 2 || weekday === 3 ? 0.7 : 1);
}

/** The steps of one request, in order; `order` may change it. */
export function request(host: Host, r: Random, time: number, order = host.words.steps): Timed[] {
  const id = `req-${hex(r, 8)}`;
  let at = time;
  return order.map((step) => {
    at += r.int(200, 4000);
    return { time: at, line: `INFO api: ${id} ${step}` };
  });
}

export const jobLine = (host: Host, r: Random) => `INFO ${host.words.job} ${r.int(40, 75)} s`;
export const metricLine = (host: Host, value: number) =>
  `INFO ${host.words.metric} ${Math.max(1, Math.round(value))} ms`;
export const loginLine = (r: Random, user: string) =>
  `INFO sessiond: user ${user} opened a session on tty${r.int(1, 6)}`;
export const modeLine = (mode: string) => `INFO controller: operating mode is ${mode}`;
export const linkLine = (host: Host, up: boolean) =>
  `WARN netmon: interface ${host.words.device} link is ${up ? "up" : "down"}`;

/** All normal lines of a host, unsorted, without stamps. */
export function normalTraffic(host: Host, r: Random, start: number, days: number): Timed[] {
  const out: Timed[] = [];
  const end = start + days * day;
  let at = r.int(0, host.corpus.length - 1);
  let uneven = 0;
  const reserve = [...host.later];
  const laterFrom = start + day * (1.1 + r.next() * Math.max(0.1, days - 1.6));
  for (let time = start; time < end; time += minute) {
    uneven = 0.9 * uneven + 0.12 * r.normal();
    const mean = (host.perDay / 1440) * rhythm(host, time) * Math.exp(uneven);
    for (let k = poisson(r, mean); k > 0; k--) {
      const fresh = time > laterFrom && reserve.length > 0 && r.next() < 0.5;
      const line = fresh ? (reserve.shift() as string) : (host.corpus[at++ % host.corpus.length] as string);
      out.push({ time: time + r.next() * minute, line });
    }
    background(host, r, time, start, out);
  }
  return out;
}

function background(host: Host, r: Random, time: number, start: number, out: Timed[]): void {
  const { words } = host;
  const inHour = Math.floor((time % hour) / minute);
  const up = Math.floor((time - start) / 1000);
  out.push({ time: time + 20_000 + r.int(0, 900), line: `INFO ${words.heart} ${up} s` });
  if (inHour === words.jobMinute) out.push({ time: time + r.int(0, 30_000), line: jobLine(host, r) });
  if (inHour % 5 === 1)
    out.push({ time: time + r.int(0, 9000), line: metricLine(host, words.level * (1 + 0.12 * r.normal())) });
  for (let k = poisson(r, 0.5 * rhythm(host, time)); k > 0; k--)
    out.push(...request(host, r, time + r.next() * minute));
  if (r.next() < 0.12 * rhythm(host, time))
    out.push({ time: time + r.next() * minute, line: loginLine(r, r.pick(words.users)) });
  if (r.next() < 0.1) out.push({ time: time + r.next() * minute, line: modeLine(r.pick(words.modes)) });
  if (r.next() < 0.0015) {
    const down = time + r.next() * minute;
    out.push({ time: down, line: linkLine(host, false) });
    out.push({ time: down + r.int(4000, 30_000), line: linkLine(host, true) });
  }
}

export function poisson(r: Random, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * r.normal()));
  const limit = Math.exp(-mean);
  let [k, product] = [0, r.next()];
  while (product > limit) {
    k++;
    product *= r.next();
  }
  return k;
}

export const stamped = ({ time, line }: Timed): string => `${stamp(time)} ${line}`;
