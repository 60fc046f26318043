import { hostOf } from "../anomalies/place.ts";
import type { Surroundings, TrackerOptions } from "../anomalies/tracker.ts";
import type { Engine, StreamSummary } from "../core/detect/engine.ts";
import type { LineReader } from "../core/detect/reader.ts";
import { milliseconds } from "../core/detect/settings.ts";
import type { ServiceSettings } from "./settings.ts";

/** What a tracker asks of an engine; streams are those of the last `refresh`. */
export interface EngineView extends Pick<Surroundings, "silent" | "lastSeen" | "windowScore"> {
  refresh(): void;
}

export function viewOf(engine: Engine, reader: LineReader): EngineView {
  let summaries = new Map<string, StreamSummary>();
  return {
    refresh() {
      summaries = new Map(engine.streams().map((summary) => [summary.stream, summary]));
    },
    silent(host) {
      const own = engine.streams().filter(({ stream }) => hostOf(stream) === host);
      return { all: own.every(({ state }) => state === "silent"), streams: own.length };
    },
    lastSeen(stream, pattern) {
      if (pattern === undefined) return summaries.get(stream)?.last;
      return engine.inspect(stream)?.pattern(reader.current(pattern))?.last;
    },
    windowScore: (stream) => summaries.get(stream)?.score ?? 0,
  };
}

export const trackerOptions = ({
  thresholds,
  alerts,
}: Pick<ServiceSettings, "thresholds" | "alerts">): TrackerOptions => ({
  threshold: thresholds.score,
  resolveAfter: milliseconds(alerts.resolveAfter),
  reopenWithin: milliseconds(alerts.reopenWithin),
  repeat: milliseconds(alerts.repeat),
  rateLimit: { alerts: alerts.rateLimit.alerts, per: milliseconds(alerts.rateLimit.per) },
});
