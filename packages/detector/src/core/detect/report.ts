import type { Millis } from "../event.ts";
import { type Deviation, type Finding, iso, type Kind, type Severity, span } from "./finding.ts";
import type { DetectSettings } from "./settings.ts";
import type { StreamState } from "./stream.ts";
import { chance, forget, newTail, record, recordLength } from "./tail.ts";

/*
 * From a deviation to a finding: calibrated on the stream's own record, silenced while it has just been
 * said, graded, put into words. A warning needs both judges: the detector's model (surprise) and the
 * stream's record (a chance of at most one window in some thousand).
 */
const steps = [
  { surprise: 3, chance: 5e-4 },
  { surprise: 3.5, chance: 1e-3 },
  { surprise: 4, chance: 3e-3 },
  { surprise: 5, chance: 6e-3 },
  { surprise: 7, chance: 1e-2 },
];
const quiet = 3_600_000;
/** What is judged over six hours stays so for six. */
const quietLonger: Partial<Record<Kind, number>> = { trend: 6 * quiet };
const episodeGap = 1_800_000;
/** A window that was reported weighs this much in the record, so that incidents do not become normal. */
const reportedShare = 0.15;
/** A young record is short of what is normal, by so much. */
const youngDoubt = 4;
const youngWindows = 144;
const youngShare = 0.25;

/** Kinds that need no season to be learned: they are said while the stream is still learned. */
const early: ReadonlySet<Kind> = new Set<Kind>(["new-error", "near-miss"]);
/** Kinds that are judged once in so many windows, not in each. */
const seldom: Partial<Record<Kind, number>> = { trend: 6 };
/** How much less surprise a warning of the kind needs: the kinds' own figures are not of one scale. */
const easier: Partial<Record<Kind, number>> = { "rare-value": 1, "new-error": 1.5, flapping: 1 };
/** Lines after which even an early kind has something to compare with. */
export const earlyLines = 200;

export interface Reporter {
  settings: DetectSettings;
  findings: Finding[];
  counts: { findings: number; repeated: number; learning: number; episodes: number };
}

export const isLearning = (s: StreamState, settings: DetectSettings, now: Millis) =>
  now < s.first + settings.warmUp;

/** Takes what a detector says; makes it a finding or notes it in the record only. */
export function report(to: Reporter, s: StreamState, d: Deviation): Finding | undefined {
  const held = s.greatest.get(d.kind);
  if (!held) s.greatest.set(d.kind, { surprise: d.surprise, reported: false });
  else if (d.surprise > held.surprise) held.surprise = d.surprise;
  const p = Math.min(1, chance(s.tails.get(d.kind), s.windows, d.surprise) * (seldom[d.kind] ?? 1));
  const score = 1 - p;
  if (score < to.settings.score) return undefined;
  if (isLearning(s, to.settings, d.time) && !((d.early || early.has(d.kind)) && s.lines >= earlyLines)) {
    to.counts.learning++;
    return undefined;
  }
  const severity = grade(d, isLearning(s, to.settings, d.time) ? youngDoubt * p : p);
  if (saidLately(s, d, severity)) {
    to.counts.repeated++;
    return undefined;
  }
  if (severity !== "info") (s.greatest.get(d.kind) as { reported: boolean }).reported = true;
  const finding: Finding = {
    kind: d.kind,
    stream: s.name,
    ...(d.pattern === undefined ? {} : { pattern: d.pattern }),
    score,
    surprise: d.surprise,
    severity,
    time: d.time,
    since: d.since,
    expected: d.expected,
    seen: d.seen,
    evidence: d.evidence.filter((line) => line !== "").slice(0, 3),
    sentence: sentence(s, d),
    ...episode(to, s, d.time, severity),
  };
  to.counts.findings++;
  to.findings.push(finding);
  return finding;
}

const rank: Record<Severity, number> = { info: 0, warning: 1, critical: 2 };

/** The same is said once an hour, unless it has become worse. */
function saidLately(s: StreamState, d: Deviation, severity: Severity): boolean {
  const key = `${d.kind}:${d.pattern ?? ""}`;
  const said = s.said.get(key);
  if (said && said.until > d.time && rank[severity] <= said.rank) return true;
  if (s.said.size > 1000) s.said.clear();
  s.said.set(key, { until: d.time + (quietLonger[d.kind] ?? quiet), rank: rank[severity] });
  return false;
}

/** The rarer on the stream's record, the less the model must say, and the other way round. */
function grade(d: Deviation, p: number): Severity {
  const lower = easier[d.kind] ?? (d.grave ? 1.5 : 0);
  const warns = steps.some((step) => d.surprise >= step.surprise - lower && p <= step.chance);
  if (!warns) return "info";
  return d.grave && d.surprise >= 4 ? "critical" : "warning";
}

function sentence(s: StreamState, d: Deviation): string {
  const ago = d.time - d.since;
  const since = ago >= 60_000 ? ` since ${iso(d.since)} (${span(ago)})` : ` at ${iso(d.time)}`;
  return `${s.name}: ${d.what}: ${d.seen}, expected ${d.expected},${since}.`;
}

function episode(to: Reporter, s: StreamState, time: Millis, severity: Severity) {
  if (time > s.episode.until) s.episode = { number: ++to.counts.episodes, until: time, opened: false };
  s.episode.until = Math.max(s.episode.until, time + episodeGap);
  const opens = severity !== "info" && !s.episode.opened;
  if (opens) s.episode.opened = true;
  return { episode: s.episode.number, opens };
}

/** Ends a window for calibration: its greatest surprises go on record, and all kinds together are scored. */
export function closeRecord(s: StreamState): void {
  let least = 1;
  for (const [kind, { surprise }] of s.greatest)
    least = Math.min(least, chance(s.tails.get(kind), s.windows, surprise));
  const combined = Math.min(20, -Math.log10(least));
  s.lastScore = 1 - chance(s.together, s.windows, combined);
  // The first day of a stream is full of firsts.
  const young = s.windows < youngWindows ? youngShare : 1;
  const reported = [...s.greatest.values()].some((held) => held.reported);
  for (const [kind, held] of s.greatest) {
    const tail = s.tails.get(kind) ?? newTail();
    s.tails.set(kind, tail);
    record(tail, held.surprise, held.reported ? reportedShare : young);
  }
  record(s.together, combined, reported ? reportedShare : young);
  s.greatest.clear();
  s.windows++;
  if (s.windows < recordLength) return;
  s.windows /= 2;
  forget(s.together);
  for (const tail of s.tails.values()) forget(tail);
}
