import type { Service } from "./service.ts";

/** Lines that were not judged, by reason; every line that came is a judged one or one of these. */
export function skipped({ engine, learning, intake, loki }: Service): Record<string, number> {
  const { cut: _, lines: __, ...counts } = engine.counts();
  const loss = [...loki.values()].map((one) => one.state().counts);
  return {
    replayed: counts.replayed,
    late: counts.late,
    empty: counts.empty,
    "refused-stream": counts.refusedStreams,
    own: learning.counts.own,
    broken: learning.counts.broken,
    "duplicate-from-loki": loss.reduce((sum, one) => sum + one.duplicates, 0),
    "refused-requests": Object.values(intake.refused).reduce((sum, n) => sum + n, 0),
  };
}
