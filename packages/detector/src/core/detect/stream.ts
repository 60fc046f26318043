import type { Millis } from "../event.ts";
import { type Baseline, newBaseline } from "./baseline.ts";
import { newStrength, type Strength } from "./entropy.ts";
import type { Kind } from "./finding.ts";
import { type Gaps, newGaps } from "./gaps.ts";
import { newOrder, type Order } from "./order.ts";
import { newPast, type Past } from "./past.ts";
import { newSequences, type Sequences } from "./sequences.ts";
import { newTail, type Tail } from "./tail.ts";
import type { Place } from "./values.ts";

/** Scales of counts: a minute, a window, its change, an hour, six hours. */
export const countScales = 5;

/** What is kept of one pattern in one stream. */
export interface PatternState {
  id: number;
  n: number;
  /** Lines in the current minute and in the current window. */
  inMinute: number;
  inWindow: number;
  first: Millis;
  last: Millis;
  error: boolean;
  gaps: Gaps;
  /** From its twentieth line on; before that its rate is its count over the stream's windows. */
  baseline: Baseline | undefined;
  places: Place[];
  /** Lines in a row whose values could tell nothing. */
  dull: number;
  /** A recent line, redacted. */
  sample: string;
  /** How surprising its counts were before, and its turns with another pattern. */
  past: Past | undefined;
  turns: Past | undefined;
  /** Its absence was reported and it has not come back. */
  missing: boolean;
}

/** Everything known of one stream: plain data, so that a snapshot is exact. */
export interface StreamState {
  name: string;
  first: Millis;
  last: Millis;
  /** The engine's time when a line of whatever time came last: who writes is not silent. */
  heard: Millis;
  lines: number;
  order: Order;
  gaps: Gaps;
  silent: boolean;
  /** Number of the current minute and window since 1970; undefined before the first line. */
  minute: number;
  window: number;
  inMinute: number;
  inWindow: number;
  /** Lines of the past that came in the current window: they are in no count. */
  late: number;
  baseline: Baseline;
  patterns: Map<number, PatternState>;
  /** Patterns seen in the current minute and window. */
  minutePatterns: number[];
  windowPatterns: number[];
  /** No pattern is due before this. */
  nextDue: Millis;
  created: { inWindow: number; rate: number; since: Millis; past: Past };
  strength: Strength;
  mix: { windows: number; mean: number; deviation: number };
  sequences: Sequences;
  components: Map<string, number>;
  /** How surprising its counts were before. */
  past: Past;
  /** Two rare patterns in turns: flapping. */
  turns: { last: number; before: number; count: number; since: Millis; time: Millis };
  /** Calibration: windows on record, per kind their greatest surprise, and all kinds together. */
  windows: number;
  tails: Map<Kind, Tail>;
  together: Tail;
  /** Greatest surprise of each kind in the current window, and whether it was reported. */
  greatest: Map<Kind, { surprise: number; reported: boolean }>;
  /** The calibrated score of the last window. */
  lastScore: number;
  /** What was said lately: kind and pattern, until when it counts as said, and how gravely. */
  said: Map<string, { until: Millis; rank: number }>;
  episode: { number: number; until: Millis; opened: boolean };
}

export function newStream(name: string, time: Millis): StreamState {
  return {
    name,
    first: time,
    last: time,
    heard: time,
    lines: 0,
    order: newOrder(),
    gaps: newGaps(time),
    silent: false,
    minute: Math.floor(time / 60_000),
    window: Math.floor(time / 600_000),
    inMinute: 0,
    inWindow: 0,
    late: 0,
    baseline: newBaseline(),
    patterns: new Map(),
    minutePatterns: [],
    windowPatterns: [],
    nextDue: Number.POSITIVE_INFINITY,
    created: { inWindow: 0, rate: 5, since: time, past: newPast(1) },
    strength: newStrength(),
    mix: { windows: 0, mean: 0, deviation: 0 },
    sequences: newSequences(),
    components: new Map(),
    past: newPast(countScales),
    turns: { last: 0, before: 0, count: 0, since: time, time },
    windows: 0,
    tails: new Map(),
    together: newTail(),
    greatest: new Map(),
    lastScore: 0,
    said: new Map(),
    episode: { number: 0, until: Number.NEGATIVE_INFINITY, opened: false },
  };
}

export function newPattern(id: number, time: Millis, error: boolean, sample: string): PatternState {
  return {
    id,
    n: 0,
    inMinute: 0,
    inWindow: 0,
    first: time,
    last: time,
    error,
    gaps: newGaps(time),
    baseline: undefined,
    places: [],
    dull: 0,
    sample,
    past: undefined,
    turns: undefined,
    missing: false,
  };
}
