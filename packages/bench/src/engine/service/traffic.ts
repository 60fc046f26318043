import { openRandom } from "@logstead/base/random";
import type { Corpus } from "../detection/incidents/run.ts";
import {
  day,
  hostWords,
  minute,
  normalTraffic,
  rhythm,
  stamped,
  type Timed,
} from "../detection/incidents/traffic.ts";
import type { TrafficLine } from "./requests.ts";

/** A day of ordinary traffic of a host for each log, in the order of time: the last Wednesday, since days differ. */
export function dayOf(corpora: readonly Corpus[], perDay: number): TrafficLine[] {
  const r = openRandom(1);
  const yesterday = Math.floor(Date.now() / day) * day - day;
  const from = yesterday - ((new Date(yesterday).getUTCDay() + 4) % 7) * day;
  const all: TrafficLine[] = [];
  for (const [i, corpus] of corpora.entries()) {
    const name = `host${i}`;
    const host = { name, corpus: corpus.lines, later: [], perDay, phase: i * 0.1 * day, words: hostWords(r) };
    for (const timed of normalTraffic(host, r, from, 1)) all.push(lineOf(name, timed));
  }
  return all.sort(byTime);
}

/** And what floats at this size add to it. */
const microsecond = 0.0015;

/** The lines of the minute that begins at `start`, in the order of time; minutes are asked for in their order. */
export type Traffic = (start: number) => TrafficLine[];

/**
 * Ordinary traffic of a host for each log, without an end: each host's rate has its day, all together have
 * `perSecond` lines a second.
 */
export function openTraffic(corpora: readonly Corpus[], perSecond: number, seed = 1): Traffic {
  const r = openRandom(seed);
  const hosts = corpora.map(({ lines }, i) => ({
    ...{ name: `host${i}`, corpus: lines, later: [], perDay: 0 },
    ...{ phase: (i / corpora.length) * day, words: hostWords(r) },
  }));
  /** Steps of a request may come after the minute in which it began. */
  let carried: TrafficLine[] = [];
  let last = 0;
  return (start) => {
    const shares = hosts.reduce((sum, host) => sum + rhythm(host, start), 0);
    const perDay = (perSecond * 86_400) / shares;
    const all = carried.filter(({ time }) => time >= start);
    for (const host of hosts)
      for (const timed of normalTraffic({ ...host, perDay }, r, start, minute / day))
        all.push({ ...timed, stream: streamOf(host.name) });
    all.sort(byTime);
    const end = all.findIndex(({ time }) => time >= start + minute);
    carried = end === -1 ? [] : all.splice(end);
    // Two lines that are alike in all are one, for Loki and for the engine.
    for (const one of all) {
      last = one.time = Math.max(one.time, last + microsecond);
      one.line = `${stamp(one.time)} ${one.line}`;
    }
    return all;
  };
}

const lineOf = (host: string, timed: Timed): TrafficLine => ({
  stream: streamOf(host),
  line: stamped(timed),
  time: timed.time,
});

const streamOf = (host: string) => `{host="${host}",job="syslog"}`;

/** As journald and rsyslog write it, with microseconds. */
function stamp(time: number): string {
  const micros = Math.floor((time - Math.floor(time)) * 1000);
  return `${new Date(time).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

const byTime = (a: TrafficLine, b: TrafficLine) => a.time - b.time;
