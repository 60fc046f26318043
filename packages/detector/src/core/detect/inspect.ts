import type { Millis } from "../event.ts";
import { type Baseline, expectedAt, windowMs } from "./baseline.ts";
import type { DetectSettings } from "./settings.ts";
import type { PatternState, StreamState } from "./stream.ts";

/** A pattern in one stream, as people want to see it. */
export interface PatternView {
  id: number;
  lines: number;
  first: Millis;
  last: Millis;
  error: boolean;
  /** Its last pause was reported and it has not come back. */
  missing: boolean;
  /** Redacted. */
  sample: string;
}

/** Between which counts a ten-minute window is expected. */
export interface Expected {
  time: Millis;
  expected: number;
  low: number;
  high: number;
}

export interface StreamInspection {
  patterns(): PatternView[];
  pattern(id: number): PatternView | undefined;
  /** One for each ten-minute window that begins in the span; none if it has no baseline yet. */
  band(from: Millis, to: Millis, pattern?: number): Expected[];
}

export function inspectStream(s: StreamState, settings: DetectSettings): StreamInspection {
  return {
    patterns: () => [...s.patterns.values()].map(viewOf),
    pattern(id) {
      const p = s.patterns.get(id);
      return p && viewOf(p);
    },
    band(from, to, pattern) {
      const baseline = pattern === undefined ? s.baseline : s.patterns.get(pattern)?.baseline;
      if (!baseline || baseline.windows === 0) return [];
      const band: Expected[] = [];
      for (let time = Math.ceil(from / windowMs) * windowMs; time < to; time += windowMs)
        band.push(bandAt(baseline, time, settings));
      return band;
    },
  };
}

const viewOf = ({ id, n, first, last, error, missing, sample }: PatternState): PatternView => ({
  id,
  lines: n,
  first,
  last,
  error,
  missing,
  sample,
});

/** The counts at which `judgeCount` gives ±sigma: Anscombe's transform, turned round. */
function bandAt(b: Baseline, time: Millis, { seasons, sigma }: DetectSettings): Expected {
  const expected = expectedAt(b, time + windowMs / 2, seasons);
  const young = 1 + 2 / Math.max(1, Math.min(b.windows, 24));
  const spread = Math.max(b.spread[1] as number, Math.sqrt(1 + 0.15 ** 2 * expected)) * young;
  const middle = Math.sqrt(expected + 0.375);
  const at = (z: number) => Math.max(0, Math.max(0, middle + (z * spread) / 2) ** 2 - 0.375);
  return { time, expected, low: at(-sigma), high: at(sigma) };
}
