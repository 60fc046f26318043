import type { DetectorSettings } from "../../settings.ts";
import type { Seasons } from "./baseline.ts";

/** The detector's settings as the engine needs them: times in milliseconds. */
export interface DetectSettings {
  /** Robust deviations from the baseline from which a count is unusual. */
  sigma: number;
  /** Calibrated score from which a deviation is a finding. */
  score: number;
  /** Greatest edit distance of a near miss. */
  editDistance: number;
  /** How long a stream that normally writes may be silent. */
  silence: number;
  /** How long a new stream is only learned. */
  warmUp: number;
  seasons: Seasons;
  maxPatterns: number;
  maxLineBytes: number;
  /** Applied to every line and value that is kept or shown. */
  redact: (text: string) => string;
}

const units: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of `90s`, `1h30m`, `14d`; NaN if it is no duration. */
export function milliseconds(text: string): number {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(text)) return Number.NaN;
  let sum = 0;
  for (const [, n, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g))
    sum += Number(n) * (units[unit as string] as number);
  return sum;
}

export function detectSettings(
  settings: DetectorSettings,
  redact: (text: string) => string = (text) => text,
): DetectSettings {
  return {
    sigma: settings.thresholds.sigma,
    score: settings.thresholds.score,
    editDistance: settings.thresholds.editDistance,
    silence: milliseconds(settings.thresholds.silence),
    warmUp: milliseconds(settings.warmUp),
    seasons: { daily: settings.seasons.includes("daily"), weekly: settings.seasons.includes("weekly") },
    maxPatterns: settings.maxPatterns,
    maxLineBytes: settings.maxLineBytes,
    redact,
  };
}
