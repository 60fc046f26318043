import type { Millis } from "../event.ts";
import { learnStrength, namedSurprise, namedToken, strengthSurprise, strongestToken } from "./entropy.ts";
import { figure } from "./finding.ts";
import type { LineReader } from "./reader.ts";
import { type Reporter, report } from "./report.ts";
import type { PatternState, StreamState } from "./stream.ts";

/** What the detectors of lines need besides the stream. */
export interface Context {
  reporter: Reporter;
  reader: LineReader;
}

const sampleLength = 500;

/** A copy that does not hold the text it was cut from. */
export const copy = (text: string) => Buffer.from(text.slice(0, sampleLength)).toString();

/** The entropy of a line's strongest token against the stream's. */
export function learnTokens(
  c: Context,
  s: StreamState,
  p: PatternState,
  line: string,
  time: Millis,
  judge: boolean,
): void {
  const strongest = strongestToken(line);
  const called = namedToken(line);
  const unusual = judge ? strengthSurprise(s.strength, strongest.bits) : 0;
  const leaked = judge && called.bits > 0 ? namedSurprise(s.strength) : 0;
  learnStrength(s.strength, strongest.bits);
  if (called.bits > 0) s.strength.named++;
  const surprise = Math.max(unusual, leaked);
  if (surprise === 0) return;
  const { bits, token } = leaked > unusual ? called : strongest;
  report(c.reporter, s, {
    kind: "line-entropy",
    pattern: p.id,
    surprise,
    time,
    since: time,
    what: "a line holds a token like a key or a password",
    expected: `tokens up to ${figure(s.strength.strongest)} bits`,
    seen: `${figure(bits)} bits in ${token.length} characters beginning with "${token.slice(0, 2)}…"`,
    evidence: [copy(c.reporter.settings.redact(line.replaceAll(token, `${token.slice(0, 2)}…`)))],
    grave: true,
    early: leaked > 0,
  });
}
