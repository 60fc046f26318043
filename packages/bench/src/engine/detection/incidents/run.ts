import { openRandom } from "@logstead/base/random";
import type { Engine, Finding } from "@logstead/detector/parts";
import {
  aftermath,
  disturb,
  graceOf,
  type Incident,
  type IncidentKind,
  incidentKinds,
  lengths,
} from "./kinds.ts";
import { day, type Host, hostWords, hour, minute, normalTraffic, stamped, type Timed } from "./traffic.ts";

export interface IncidentPlan {
  seed: number;
  hosts: number;
  /** The first day is learned, incidents come on the others. */
  days: number;
  /** Incidents of each kind. */
  each: number;
}

export const incidentPlan = (seed: number): IncidentPlan => ({ seed, hosts: 8, days: 5, each: 2 });

/** One corpus of lines without their times, by the name of its file. */
export interface Corpus {
  name: string;
  lines: readonly string[];
}

export interface IncidentResult {
  seed: number;
  lines: number;
  hostDays: number;
  incidents: number;
  found: number;
  falseAlarms: number;
  alarms: number;
  byKind: Record<string, { incidents: number; found: number; minutes: number[] }>;
  falseKinds: Record<string, number>;
  /** Sentences of false alarms and incidents that were missed, to look into. */
  notes: string[];
}

// A Monday.
const epoch = Date.UTC(2026, 2, 2);

/** Replays hosts with incidents through an engine and compares its alarms with what was injected. */
export function runIncidents(
  plan: IncidentPlan,
  corpora: readonly Corpus[],
  openEngine: () => Engine,
): IncidentResult {
  const { lines, incidents, hosts } = scenario(plan, corpora);
  const engine = openEngine();
  const findings: Finding[] = [];
  let ticked = 0;
  for (const { time, stream, line } of lines) {
    const now = Math.floor(time / minute);
    if (now > ticked) {
      ticked = now;
      findings.push(...engine.tick(now * minute));
    }
    findings.push(...engine.push(stream, line, time));
  }
  findings.push(...engine.tick(epoch + plan.days * day));
  const result = compare(plan, incidents, hosts, findings);
  return { ...result, lines: lines.length };
}

interface StreamLine {
  time: number;
  stream: string;
  line: string;
}

export function scenario(plan: IncidentPlan, corpora: readonly Corpus[]) {
  const r = openRandom(plan.seed);
  const order = r.shuffle(corpora);
  const hosts = Array.from({ length: plan.hosts }, (_, i): Host => {
    const corpus = order[i % order.length] as Corpus;
    const kept = Math.floor(corpus.lines.length * 0.97);
    return {
      name: `host${String(i + 1).padStart(2, "0")}`,
      corpus: corpus.lines.slice(0, kept),
      later: corpus.lines.slice(kept),
      perDay: r.int(4000, 16_000),
      phase: r.next() * day,
      words: hostWords(r),
    };
  });
  const incidents = schedule(plan, hosts, r);
  const lines: StreamLine[] = [];
  for (const host of hosts) {
    let own: Timed[] = normalTraffic(host, r, epoch, plan.days);
    own.sort((a, b) => a.time - b.time);
    for (const incident of incidents)
      if (incident.hosts.includes(host.name)) own = disturb(incident.kind, host, r, incident.start, own);
    for (const timed of own) {
      const time = Math.round(timed.time);
      lines.push({ time, stream: `{host="${host.name}"}`, line: stamped({ time, line: timed.line }) });
    }
  }
  lines.sort((a, b) => a.time - b.time);
  return { lines, incidents, hosts };
}

/** Spreads incidents over hosts and days so that no two meet on a host. */
function schedule(plan: IncidentPlan, hosts: readonly Host[], r: ReturnType<typeof openRandom>): Incident[] {
  const incidents: Incident[] = [];
  const [from, to] = [epoch + day + 2 * hour, epoch + plan.days * day - 3 * hour];
  const room = 3 * hour;
  const kinds = incidentKinds.flatMap((kind) => Array<IncidentKind>(plan.each).fill(kind));
  // Long ones and those of many hosts first: they need most room.
  const rank = (kind: IncidentKind) => (kind === "half the fleet silent" ? 1e6 : lengths[kind].minutes);
  for (const kind of kinds.sort((a, b) => rank(b) - rank(a))) {
    for (let attempt = 0; attempt < 500; attempt++) {
      const half = kind === "half the fleet silent";
      const chosen = half ? r.shuffle(hosts).slice(0, Math.ceil(hosts.length / 2)) : [r.pick(hosts)];
      const host = chosen[0] as Host;
      let start =
        from + Math.floor((r.next() * (to - from - lengths[kind].minutes * minute)) / minute) * minute;
      if (kind === "periodic job missed")
        start = Math.floor(start / hour) * hour + (host.words.jobMinute - 1) * minute;
      const end = start + lengths[kind].minutes * minute;
      const names = chosen.map((one) => one.name);
      const clash = incidents.some(
        (other) =>
          other.hosts.some((name) => names.includes(name)) &&
          start < other.end + room &&
          end > other.start - room,
      );
      if (clash) continue;
      incidents.push({ kind, hosts: names, start, end });
      break;
    }
  }
  return incidents.sort((a, b) => a.start - b.start);
}

export function compare(
  plan: IncidentPlan,
  incidents: readonly Incident[],
  hosts: readonly Host[],
  findings: readonly Finding[],
): Omit<IncidentResult, "lines"> {
  const warned = findings.filter((finding) => finding.severity !== "info");
  const hostOf = (finding: Finding) => /"([^"]+)"/.exec(finding.stream)?.[1] ?? finding.stream;
  const byKind: IncidentResult["byKind"] = {};
  const notes: string[] = [];
  let found = 0;
  for (const incident of incidents) {
    const of = byKind[incident.kind] ?? { incidents: 0, found: 0, minutes: [] };
    byKind[incident.kind] = of;
    of.incidents++;
    const first = warned.find(
      (finding) =>
        incident.hosts.includes(hostOf(finding)) &&
        finding.time >= incident.start &&
        finding.time <= incident.end + graceOf(incident),
    );
    if (first) {
      found++;
      of.found++;
      of.minutes.push((first.time - incident.start) / minute);
    } else
      notes.push(
        `missed: ${incident.kind} on ${incident.hosts[0]} at ${new Date(incident.start).toISOString()}`,
      );
  }
  const explained = (finding: Finding) =>
    incidents.some(
      (incident) =>
        (incident.hosts.includes(hostOf(finding)) || finding.kind === "silent-fleet") &&
        finding.time >= incident.start - minute &&
        finding.time <= incident.end + Math.max(aftermath, graceOf(incident)),
    );
  // An alarm is what would be sent: the first warning of an episode.
  const alarms = warned.filter((finding) => finding.opens);
  const unexplained = alarms.filter((finding) => !explained(finding));
  const falseKinds: Record<string, number> = {};
  for (const finding of unexplained) {
    falseKinds[finding.kind] = (falseKinds[finding.kind] ?? 0) + 1;
    notes.push(`false: ${finding.kind} ${finding.surprise.toFixed(1)} ${finding.sentence}`);
  }
  return {
    seed: plan.seed,
    hostDays: hosts.length * (plan.days - 1),
    incidents: incidents.length,
    found,
    falseAlarms: unexplained.length,
    alarms: alarms.length,
    byKind,
    falseKinds,
    notes,
  };
}
