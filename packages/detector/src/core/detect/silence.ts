import type { Millis } from "../event.ts";
import { span } from "./finding.ts";
import { absence, isRegular } from "./gaps.ts";
import { isLearning, report } from "./report.ts";
import type { StreamState } from "./stream.ts";
import type { Context } from "./tokens.ts";

/*
 * What should have come and did not: patterns, jobs, whole streams, half the fleet. Checked at every tick.
 */
const minute = 60_000;
/** A fleet is silent when this share of its streams, and at least three, fell silent within the time. */
const fleetShare = 0.3;
const fleetLeast = 3;
const fleetTogether = 15 * minute;

/** How long a stream may be silent before it is said: 2.5 times its longest pause, at least the setting. */
function patience(s: StreamState, silence: number): number {
  return Math.max(silence, 2.5 * s.gaps.longest);
}

/** Checks one stream's patterns, unless the stream itself has paused. */
export function checkPatterns(c: Context, s: StreamState, now: Millis): void {
  if (now < s.nextDue || s.silent) return;
  if (now - s.last > Math.max(2 * minute, s.gaps.longest)) return;
  let next = Number.POSITIVE_INFINITY;
  for (const p of s.patterns.values()) {
    if (p.missing) continue;
    const surprise = absence(p.gaps, now);
    if (surprise === 0) {
      next = Math.min(next, p.gaps.due);
      continue;
    }
    if (c.reader.current(p.id) !== p.id) {
      s.patterns.delete(p.id);
      continue;
    }
    p.missing = true;
    const regular = isRegular(p.gaps);
    const job = regular && p.gaps.mean >= 10 * minute;
    const name = c.reporter.settings.redact(c.reader.template(p.id)).slice(0, 120);
    const since = p.last;
    report(c.reporter, s, {
      kind: job ? "missed-job" : "vanished-pattern",
      pattern: p.id,
      surprise,
      time: now,
      since,
      what: `${job ? "a regular job did not run" : "a line that always came stays away"}: "${name}"`,
      expected: regular ? `every ${span(p.gaps.mean)}` : `at least every ${span(p.gaps.longest)}`,
      seen: `nothing for ${span(now - since)}`,
      evidence: [p.sample],
    });
  }
  s.nextDue = next;
}

/**
 * Checks which streams are silent; says one thing of a fleet instead of many of its streams. `resumed`: before it
 * nothing came from anywhere (a clock that jumped, a site that was off), for which no stream is blamed.
 */
export function checkStreams(c: Context, streams: Iterable<StreamState>, now: Millis, resumed: Millis): void {
  const { settings } = c.reporter;
  const known = [...streams].filter((s) => s.lines >= 300 && !isLearning(s, settings, now));
  const quiet = (s: StreamState) => now - Math.max(s.last, s.heard, resumed);
  const silent = known.filter((s) => quiet(s) > patience(s, settings.silence));
  const fresh = silent.filter((s) => !s.silent);
  if (fresh.length === 0) return;
  const start = Math.min(...fresh.map((s) => s.last));
  const together = known.filter(
    (s) =>
      quiet(s) > Math.max(s.gaps.longest, settings.silence / 2) &&
      s.last < start + fleetTogether &&
      s.last > start - fleetTogether,
  );
  const fleet = together.length >= fleetLeast && together.length >= fleetShare * known.length ? together : [];
  for (const s of new Set([...fresh, ...fleet])) {
    s.silent = true;
    if (!fleet.includes(s)) silence(c, s, now);
  }
  const first = fleet[0];
  if (!first) return;
  report(c.reporter, first, {
    kind: "silent-fleet",
    surprise: Math.min(20, 4 + fleet.length),
    time: now,
    since: start,
    what: `${fleet.length} of ${known.length} streams fell silent together (${fleet
      .slice(0, 4)
      .map((s) => s.name)
      .join(", ")}${fleet.length > 4 ? ", …" : ""})`,
    expected: "lines from each of them",
    seen: `nothing for ${span(now - start)}`,
    evidence: [],
    grave: true,
  });
}

function silence(c: Context, s: StreamState, now: Millis): void {
  const gap = now - s.last;
  report(c.reporter, s, {
    kind: "silent-stream",
    surprise: Math.min(
      20,
      3 + Math.min(2.5, Math.log10(s.lines)) / 2 + Math.log10(gap / Math.max(minute, s.gaps.longest)),
    ),
    time: now,
    since: s.last,
    what: "the stream has fallen silent",
    expected: `a line at least every ${span(Math.max(minute, s.gaps.longest))}`,
    seen: `nothing for ${span(gap)}`,
    evidence: [lastSample(s)],
  });
}

/** A line of the pattern that came last. */
function lastSample(s: StreamState): string {
  let latest: { last: Millis; sample: string } = { last: Number.NEGATIVE_INFINITY, sample: "" };
  for (const p of s.patterns.values()) if (p.last > latest.last) latest = p;
  return latest.sample;
}

/** A stream that was silent is back: what it is due moves on by the pause. */
export function resume(s: StreamState, time: Millis): void {
  const gap = time - s.last;
  if (gap <= Math.max(10 * minute, 2 * s.gaps.longest) || s.lines < 300) {
    s.silent = false;
    return;
  }
  for (const p of s.patterns.values()) {
    p.gaps.start += gap;
    p.gaps.last += gap;
    p.gaps.due += gap;
  }
  s.gaps.start += gap;
  s.gaps.last += gap;
  s.nextDue += gap;
  s.silent = false;
}
