import type { Millis } from "../event.ts";

/** What can be unusual; one word each, stable, used as the key of calibration and of suppression. */
export const kinds = [
  "volume",
  "frequency",
  "rate-change",
  "trend",
  "new-pattern",
  "new-error",
  "template-change",
  "flapping",
  "vanished-pattern",
  "missed-job",
  "silent-stream",
  "silent-fleet",
  "line-entropy",
  "stream-entropy",
  "near-miss",
  "rare-value",
  "value-range",
  "value-drift",
  "sequence",
  // never found by the engine: a line that was written to try the way to people
  "test",
] as const;
export type Kind = (typeof kinds)[number];

export type Severity = "info" | "warning" | "critical";

/** One scored deviation, as data; `sentence` is a view of the rest. */
export interface Finding {
  kind: Kind;
  stream: string;
  /** The pattern's id, where one pattern is meant. */
  pattern?: number;
  /** Calibrated: 0.99 is exceeded by about 1 % of the stream's normal windows. 0 to 1. */
  score: number;
  /** How improbable the model alone finds it: -log10 of the chance in one window, at most 20. */
  surprise: number;
  severity: Severity;
  /** When it was found, and since when it has been so. */
  time: Millis;
  since: Millis;
  expected: string;
  seen: string;
  /** Sample lines, redacted, at most 500 characters each. */
  evidence: string[];
  sentence: string;
  /** Findings of one stream that follow each other closely are one episode; the first one opens it. */
  episode: number;
  opens: boolean;
}

/** What a detector says before it is calibrated. */
export interface Deviation {
  kind: Kind;
  pattern?: number;
  surprise: number;
  time: Millis;
  since: Millis;
  expected: string;
  seen: string;
  /** What is unusual, as the start of a sentence without the stream's name. */
  what: string;
  evidence: string[];
  /** Raised to the front whatever the level: an error, a secret. */
  grave?: boolean;
  /** Needs no season: said while the stream is still learned. */
  early?: boolean;
}

export const iso = (time: Millis) => new Date(time).toISOString().replace(".000Z", "Z");

/** `3 min`, `2 h 5 min`, `4 d`. */
export function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} d`;
}

export const figure = (value: number) =>
  Math.abs(value) >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(2);
