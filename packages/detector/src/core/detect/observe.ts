import type { Millis, Mined, ParsedLine } from "../event.ts";
import { occur } from "./gaps.ts";
import { noticeCreated } from "./novelty.ts";
import { report } from "./report.ts";
import { addToSession, voteForKey } from "./sequences.ts";
import { newPattern, type PatternState, type StreamState } from "./stream.ts";
import { type Context, copy, learnTokens } from "./tokens.ts";
import { learnValue, newPlace } from "./values.ts";

/*
 * One line at the detectors: counts, gaps, values, sessions. This is the hot path; whatever can wait for the
 * end of the minute or the window does (close.ts).
 */
const mostPlaces = 12;
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
  } else if (mined.event === "changed") learnTokens(c, s, p, line, time, true);
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
  // At 1, 2, 4, 8 … lines: recent enough to show, cheap enough to keep.
  if ((p.n & (p.n - 1)) === 0) {
    p.sample = copy(c.reporter.settings.redact(line));
    if (p.n <= 64) learnTokens(c, s, p, line, time, false);
  }
  if (mined.variables.length > 0) values(c, s, p, mined.variables, line, time);
}

const phrases = {
  "rare-value": "a value that was never seen at this place",
  "near-miss": "a rare value that is almost a known one",
  "value-range": "a number far outside its usual range",
  "value-drift": "a number has drifted away from its usual value",
} as const;

function values(
  c: Context,
  s: StreamState,
  p: PatternState,
  variables: readonly string[],
  line: string,
  time: Millis,
): void {
  const count = Math.min(variables.length, mostPlaces);
  while (p.places.length < count) p.places.push(newPlace());
  let key: string | undefined;
  for (let i = 0; i < count; i++) {
    const value = variables[i] as string;
    const place = p.places[i] as PatternState["places"][number];
    const odd = learnValue(place, value, c.reporter.settings.editDistance);
    if (odd) oddValue(c, s, p, odd, line, time);
    if (place.values !== undefined || place.n < beforeKeys) continue;
    const keys = s.sequences.keys;
    if (keys.size > 0 && key === undefined && keys.has(`${p.id}:${i}`)) key = value;
    if (place.n < 600) voteForKey(s.sequences, p.id, i, value);
  }
  if (key !== undefined) addToSession(s.sequences, key, p.id, time);
}

function oddValue(
  c: Context,
  s: StreamState,
  p: PatternState,
  odd: NonNullable<ReturnType<typeof learnValue>>,
  line: string,
  time: Millis,
): void {
  const { redact } = c.reporter.settings;
  report(c.reporter, s, {
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
}
