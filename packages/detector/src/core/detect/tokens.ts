import type { Millis } from "../event.ts";
import { learnStrength, strengthSurprise, strongestToken } from "./entropy.ts";
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
  const { bits, token } = strongestToken(line);
  const surprise = judge ? strengthSurprise(s.strength, bits) : 0;
  learnStrength(s.strength, bits);
  if (surprise === 0) return;
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
  });
}
