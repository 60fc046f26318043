import { type Surroundings, Tracker, type TrackerOptions } from "../../src/anomalies/tracker.ts";
import type { Finding } from "../../src/core/detect/finding.ts";
import type { Suppression } from "../../src/model/anomaly.ts";
import type { Mark } from "../../src/model/mark.ts";

export const minute = 60_000;
export const start = Date.UTC(2026, 2, 2, 12);

/** A finding with the usual values where a test does not care. */
export const finding = (more: Partial<Finding> = {}): Finding => ({
  kind: "new-error",
  stream: '{host="dns01",unit="named.service"}',
  pattern: 7,
  score: 0.9999,
  surprise: 5,
  severity: "warning",
  time: start,
  since: start,
  expected: "nothing of the kind",
  seen: "1 line",
  evidence: ["zone transfer went wrong"],
  sentence: "dns01: a new error.",
  episode: 1,
  opens: true,
  ...more,
});

export interface World {
  tracker: Tracker;
  marks: Mark[];
  holds: Suppression[];
  silentHosts: Set<string>;
  lastSeen: Map<string, number>;
  templates: Map<number, string>;
  windowScores: Map<string, number>;
  options: TrackerOptions;
}

/** A tracker in a world that a test can change. */
export function world(more: Partial<TrackerOptions> = {}): World {
  const options: TrackerOptions = {
    threshold: 0.99,
    resolveAfter: 30 * minute,
    reopenWithin: 60 * minute,
    repeat: 240 * minute,
    rateLimit: { alerts: 20, per: 10 * minute },
    ...more,
  };
  const made = {
    marks: [] as Mark[],
    holds: [] as Suppression[],
    silentHosts: new Set<string>(),
    lastSeen: new Map<string, number>(),
    windowScores: new Map<string, number>(),
    templates: new Map([[7, "zone transfer of <*> went wrong"]]),
    options,
  };
  const around: Surroundings = {
    options: () => options,
    marks: () => made.marks,
    hourAt: (time) => (time / 3_600_000) % 24,
    holds: () => made.holds,
    template: (pattern) => made.templates.get(pattern) ?? `pattern ${pattern} says <*>`,
    silent: (host) => ({ all: made.silentHosts.has(host), streams: 3 }),
    lastSeen: (stream) => made.lastSeen.get(stream),
    windowScore: (stream) => made.windowScores.get(stream) ?? 0,
    link: (id) => `http://detector/#/anomalies/${id}`,
  };
  return { ...made, tracker: new Tracker(around) };
}
