import type { Millis } from "../event.ts";
import {
  closeWindow,
  expectedAt,
  type Judged,
  judgeCount,
  minute,
  newBaseline,
  windowMs,
} from "./baseline.ts";
import { entropyOf } from "./entropy.ts";
import { figure, type Kind, span } from "./finding.ts";
import { closeCreated } from "./novelty.ts";
import { newPast, news } from "./past.ts";
import { closeRecord, report } from "./report.ts";
import { endSessions } from "./sequences.ts";
import { countScales, type PatternState, type StreamState } from "./stream.ts";
import { maxSurprise, surpriseOfZ } from "./tail.ts";
import type { Context } from "./tokens.ts";

/*
 * The end of a minute and of a window: counts meet their baselines. Time moves a stream forward by its own
 * lines and by the clock; windows in which no stream at all had a line say nothing and are passed over.
 */
const beforeBaseline = 20;
/** A window's mix of patterns needs this many lines. */
const linesForMix = 20;

/** Moves a stream to `time`, closing what ends before it. `lively` tells whether any stream had lines then. */
export function advance(c: Context, s: StreamState, time: Millis, lively: (window: number) => boolean): void {
  const target = Math.floor(time / minute);
  if (target <= s.minute) return;
  closeMinute(c, s);
  const window = Math.floor(target / 10);
  while (s.window < window) {
    if (s.late * 3 > s.inWindow) passOver(s);
    else if (s.inWindow > 0 || lively(s.window)) closeTen(c, s);
    s.late = 0;
    s.window++;
    // A gap of more than a week in everything: nothing to be learned window by window.
    if (window - s.window > 1008 && !lively(s.window)) s.window = window - 1008;
  }
  s.minute = target;
  const { redact } = c.reporter.settings;
  endSessions(
    s.sequences,
    time,
    (pattern) => redact(c.reader.template(pattern)),
    (odd) =>
      report(c.reporter, s, {
        kind: "sequence",
        surprise: Math.min(maxSurprise, Math.log10(odd.sessions + 1) + 3 * odd.score),
        time: odd.last,
        since: odd.since,
        what: `the lines of "${redact(odd.key)}" differ from those of others`,
        expected: `a usual course, as of ${odd.sessions} sessions before`,
        seen: odd.text,
        evidence: [],
      }),
  );
}

/** Bursts: the minute's counts of the stream and of the patterns it had. */
function closeMinute(c: Context, s: StreamState): void {
  if (s.inMinute === 0) return;
  const start = s.minute * minute;
  const { seasons } = c.reporter.settings;
  const expected = expectedAt(s.baseline, start, seasons) / 10;
  const all = judgeCount(s.baseline, 0, s.inMinute, expected, true);
  counted(c, s, undefined, "volume", 0, all, start, minute);
  s.inMinute = 0;
  for (const id of s.minutePatterns) {
    const p = s.patterns.get(id);
    if (!p) continue;
    if (p.baseline) {
      const usual = expectedAt(p.baseline, start, seasons) / 10;
      counted(c, s, p, "frequency", 0, judgeCount(p.baseline, 0, p.inMinute, usual, true), start, minute);
    }
    p.inMinute = 0;
  }
  s.minutePatterns = [];
}

/** A clock that was set back gives lines times of the past: how many there were in this window nobody knows. */
function passOver(s: StreamState): void {
  for (const p of s.patterns.values()) p.inWindow = 0;
  s.windowPatterns = [];
  s.inWindow = 0;
}

function closeTen(c: Context, s: StreamState): void {
  const start = s.window * windowMs;
  const end = start + windowMs;
  const { seasons } = c.reporter.settings;
  const all = closeWindow(s.baseline, s.inWindow, start, seasons);
  judged(c, s, undefined, all, start);
  mix(c, s, end);
  for (const p of s.patterns.values()) patternWindow(c, s, p, start);
  s.windowPatterns = [];
  s.inWindow = 0;
  closeCreated(s);
  closeRecord(s);
  if (s.patterns.size > c.reporter.settings.maxPatterns) evict(s, c.reporter.settings.maxPatterns);
}

function patternWindow(c: Context, s: StreamState, p: PatternState, start: Millis): void {
  if (p.baseline) {
    judged(c, s, p, closeWindow(p.baseline, p.inWindow, start, c.reporter.settings.seasons), start);
  } else if (p.inWindow > 0) {
    rarePattern(c, s, p, start);
    if (p.n >= beforeBaseline) startBaseline(s, p);
  }
  p.inWindow = 0;
}

/** A pattern too rare for a season: its rate is its count so far over the stream's windows. */
function rarePattern(c: Context, s: StreamState, p: PatternState, start: Millis): void {
  const before = p.n - p.inWindow;
  const expected = (before + 0.5) / Math.max(6, s.baseline.windows);
  const z = 2 * (Math.sqrt(p.inWindow + 0.375) - Math.sqrt(expected + 0.375));
  const one = { z: z / 1.2, surprise: surpriseOfZ(z / 1.2), n: p.inWindow, expected };
  counted(c, s, p, "frequency", 1, one, start, windowMs);
}

function startBaseline(s: StreamState, p: PatternState): void {
  p.baseline = newBaseline();
  const windows = Math.max(1, s.baseline.windows);
  p.baseline.level = p.n / windows;
  p.baseline.windows = Math.min(windows, 144);
}

function judged(
  c: Context,
  s: StreamState,
  p: PatternState | undefined,
  of: ReturnType<typeof closeWindow>,
  start: Millis,
): void {
  counted(c, s, p, p ? "frequency" : "volume", 1, of.window, start, windowMs);
  counted(c, s, p, "rate-change", 2, of.change, start, windowMs);
  if (of.hour) counted(c, s, p, "trend", 3, of.hour, start + windowMs - 6 * windowMs, 6 * windowMs);
  if (of.sixHours) counted(c, s, p, "trend", 4, of.sixHours, start + windowMs - 36 * windowMs, 36 * windowMs);
}

const words = {
  volume: ["more lines than usual", "fewer lines than usual"],
  frequency: ["more lines than usual", "fewer lines than usual"],
  "rate-change": ["a sudden rise", "a sudden fall"],
  trend: ["a lasting rise", "a lasting fall"],
} as const;

/** Turns a judged count into a deviation when it lies outside sigma. */
function counted(
  c: Context,
  s: StreamState,
  p: PatternState | undefined,
  kind: keyof typeof words,
  scale: number,
  of: Judged,
  start: Millis,
  length: number,
): void {
  if (Math.abs(of.z) < Math.min(2, c.reporter.settings.sigma)) return;
  // That the stream is silent is said already.
  if (s.silent && of.n === 0) return;
  // What a pattern has done before is no news: only what exceeds its own record is.
  const own = p ?? s;
  own.past ??= newPast(countScales);
  const surprise = news(own.past, scale, of.surprise, start + length);
  const name = p ? ` of "${c.reporter.settings.redact(c.reader.template(p.id)).slice(0, 120)}"` : "";
  if (Math.abs(of.z) < c.reporter.settings.sigma) {
    // Below sigma it is no finding, but it is on record.
    note(s, kind, surprise);
    return;
  }
  const finding = report(c.reporter, s, {
    kind,
    ...(p ? { pattern: p.id } : {}),
    surprise,
    time: start + length,
    since: start,
    what: `${words[kind][of.z > 0 ? 0 : 1]}${name}`,
    expected: `about ${figure(Math.max(0.01, of.expected))} in ${span(length)}`,
    seen: `${of.n}`,
    evidence: p ? [p.sample] : loudest(s),
  });
  if (finding && finding.severity !== "info") own.past.warned[scale] = true;
}

function note(s: StreamState, kind: Kind, surprise: number): void {
  const held = s.greatest.get(kind);
  if (!held) s.greatest.set(kind, { surprise, reported: false });
  else if (surprise > held.surprise) held.surprise = surprise;
}

/** Samples of the patterns the window has most of. */
function loudest(s: StreamState): string[] {
  return s.windowPatterns
    .map((id) => s.patterns.get(id))
    .filter((p) => p !== undefined)
    .sort((a, b) => b.inWindow - a.inWindow)
    .slice(0, 3)
    .map((p) => p.sample);
}

/** The entropy of the window's patterns against that of the windows before. */
function mix(c: Context, s: StreamState, end: Millis): void {
  const { bits, lines } = entropyOf(s.windowPatterns.map((id) => s.patterns.get(id)?.inWindow ?? 1));
  if (lines < linesForMix) return;
  const { mix: m } = s;
  const spread = 1.25 * m.deviation + 0.1 + 1 / Math.sqrt(lines);
  const z = m.windows < 12 ? 0 : (bits - m.mean) / spread;
  if (Math.abs(z) >= 3)
    report(c.reporter, s, {
      kind: "stream-entropy",
      surprise: surpriseOfZ(z),
      time: end,
      since: end - windowMs,
      what: z > 0 ? "a more varied mix of lines than usual" : "a more monotonous mix of lines than usual",
      expected: `${figure(m.mean)} bits of pattern entropy`,
      seen: `${figure(bits)} bits`,
      evidence: loudest(s),
    });
  else if (Math.abs(z) > 2) note(s, "stream-entropy", surpriseOfZ(z));
  m.windows++;
  const rate = 1 / Math.min(m.windows, 144);
  const off = Math.max(-3 * spread, Math.min(3 * spread, bits - m.mean));
  m.deviation += (Math.abs(m.windows < 6 ? 0 : off) - m.deviation) * rate;
  m.mean += (m.windows < 6 ? bits - m.mean : off) * rate;
}

/** Forgets the patterns not seen for longest. */
function evict(s: StreamState, most: number): void {
  const oldest = [...s.patterns.values()].sort((a, b) => a.last - b.last);
  for (const p of oldest.slice(0, s.patterns.size - Math.floor(most * 0.9))) s.patterns.delete(p.id);
}
