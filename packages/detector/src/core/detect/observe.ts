import type { Millis, Mined, ParsedLine } from "../event.ts";
import { occur } from "./gaps.ts";
import { noticeCreated } from "./novelty.ts";
import { newPast, news } from "./past.ts";
import { report } from "./report.ts";
import { follow } from "./sequences.ts";
import { newPattern, type PatternState, type StreamState } from "./stream.ts";
import { type Context, copy, learnTokens } from "./tokens.ts";
import { learnValue, newPlace } from "./values.ts";

/*
 * One line at the detectors: counts, gaps, values, sessions. This is the hot path; whatever can wait for the
 * end of the minute or the window does (close.ts).
 */
const mostPlaces = 12;
/** After so many lines whose values could tell nothing, a pattern's values are looked at once in 16 lines. */
const dullAfter = 200;
/** Lines a window below which a pattern is rare enough for taking turns to mean something. */
const rareRate = 0.5;
const turnPause = 300_000;
const fewestTurns = 4;
/** Values before a place that is still open is looked at as a key of sessions. */
const beforeKeys = 40;

const errorWord =
  /\b(?:error|fail(?:ed|ure)?|fatal|panic|exception|denied|refused|timed? ?out|unable|cannot|corrupt\w*|segfault|oom|killed|traceback|critical|abort\w*)\b/i;

export const isError = (parsed: ParsedLine) =>
  parsed.level === "ERROR" ||
  parsed.level === "FATAL" ||
  (parsed.level === undefined && errorWord.test(parsed.message));

/** Takes one new line of a stream at `time`; `late` ones are only looked at for news. */
export function observe(
  c: Context,
  s: StreamState,
  parsed: ParsedLine,
  mined: Mined,
  line: string,
  time: Millis,
  late: boolean,
): void {
  if (mined.event === "skipped") return;
  let p = s.patterns.get(mined.pattern);
  if (!p) {
    p = newPattern(mined.pattern, time, isError(parsed), copy(c.reporter.settings.redact(line)));
    s.patterns.set(p.id, p);
    noticeCreated(c, s, p, parsed, line, time);
  } else if (mined.event === "changed") {
    learnTokens(c, s, p, line, time, true);
    // Its variable places are others now.
    p.places = [];
  }
  if (late) return;
  if (p.inMinute++ === 0) s.minutePatterns.push(p.id);
  if (p.inWindow++ === 0) s.windowPatterns.push(p.id);
  p.n++;
  if (time > p.last) {
    occur(p.gaps, time, p.missing);
    p.last = time;
    p.missing = false;
    if (p.gaps.due < s.nextDue) s.nextDue = p.gaps.due;
  }
  if (p.id !== s.turns.last) takeTurns(c, s, p, time);
  // At 1, 2, 4, 8 … lines: recent enough to show, cheap enough to keep.
  if ((p.n & (p.n - 1)) === 0) {
    p.sample = copy(c.reporter.settings.redact(line));
    if (p.n <= 64) learnTokens(c, s, p, line, time, false);
  }
  if (p.dull < dullAfter || (p.n & 15) === 0) values(c, s, p, line, time);
}

/** Two rare patterns in turns, such as up and down: counted while nothing else rare comes between. */
function takeTurns(c: Context, s: StreamState, p: PatternState, time: Millis): void {
  const rate = p.baseline ? p.baseline.level : p.n / Math.max(6, s.baseline.windows);
  if (rate > rareRate) return;
  const t = s.turns;
  if (p.id === t.before && time - t.time < turnPause) t.count++;
  else [t.count, t.since] = [0, time];
  [t.before, t.last, t.time] = [t.last, p.id, time];
  if (t.count < fewestTurns || t.count % 2 === 1) return;
  const other = s.patterns.get(t.before)?.sample ?? "";
  const surprise = Math.min(8, (t.count / 2) * (-Math.log10(Math.max(rate, 0.001)) - 0.3));
  p.turns ??= newPast(1);
  report(c.reporter, s, {
    kind: "flapping",
    pattern: Math.min(t.before, t.last),
    surprise: news(p.turns, 0, surprise, time),
    time,
    since: t.since,
    what: "two rare lines take turns",
    expected: `${(rate * 144).toFixed(1)} of them a day`,
    seen: `${t.count} turns`,
    evidence: [p.sample, other],
  });
}

const phrases = {
  "rare-value": "a value that was never seen at this place",
  "near-miss": "a rare value that is almost a known one",
  "value-range": "a number far outside its usual range",
  "value-drift": "a number has drifted away from its usual value",
} as const;

function values(c: Context, s: StreamState, p: PatternState, line: string, time: Millis): void {
  const { reader } = c;
  const count = Math.min(reader.variables(), mostPlaces);
  while (p.places.length < count) p.places.push(newPlace());
  let interesting = false;
  for (let i = 0; i < count; i++) {
    const place = p.places[i] as PatternState["places"][number];
    const odd = learnValue(place, reader, i, c.reporter.settings.editDistance, time);
    if (odd && oddValue(c, s, p, odd, line, time) && place.past) place.past.warned[0] = true;
    if (place.values === undefined && place.n > beforeKeys)
      interesting = follow(s.sequences, place, p.id, i, reader, time) || interesting;
    else interesting = true;
    if (place.numbers > place.n / 8) interesting = true;
  }
  p.dull = interesting ? 0 : p.dull + 1;
}

/** Reports an odd value; whether as a warning. */
function oddValue(
  c: Context,
  s: StreamState,
  p: PatternState,
  odd: NonNullable<ReturnType<typeof learnValue>>,
  line: string,
  time: Millis,
): boolean {
  const { redact } = c.reporter.settings;
  const finding = report(c.reporter, s, {
    kind: odd.kind,
    pattern: p.id,
    surprise: odd.surprise,
    time,
    since: time,
    what: `${phrases[odd.kind]} in "${redact(c.reader.template(p.id)).slice(0, 120)}"`,
    expected: redact(odd.expected),
    seen: redact(odd.value),
    evidence: [copy(redact(line))],
    grave: odd.kind === "near-miss",
  });
  return finding !== undefined && finding.severity !== "info";
}
