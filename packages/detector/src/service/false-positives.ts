import { hostOf } from "../anomalies/place.ts";
import type { Tracked } from "../anomalies/tracked.ts";
import { allOf } from "../stores/store.ts";
import type { Service } from "./service.ts";

/**
 * How many alerts were false, by what operators said. An alert nobody judged counts as right in `share`
 * and not at all in `shareOfJudged`; both are shown, because the first flatters those who never mark.
 */
export async function falsePositives(service: Service, days: number) {
  const from = service.engineNow() - days * 86_400_000;
  const told = (await allOf(service.store, "anomalies", { from }))
    .map(({ body }) => body as Tracked)
    .filter((anomaly) => anomaly.alerts > 0);
  const normal = told.filter(({ verdict }) => verdict === "normal").length;
  const real = told.filter(({ verdict }) => verdict === "real").length;
  const streams = service.engine.streams();
  const hosts = new Set(streams.map(({ stream }) => hostOf(stream) ?? stream)).size;
  const first = Math.min(...streams.map((stream) => stream.first), service.engineNow());
  const watched = Math.min(days, Math.max(1 / 24, (service.engineNow() - first) / 86_400_000));
  return {
    days,
    alerts: told.length,
    normal,
    real,
    share: told.length === 0 ? 0 : normal / told.length,
    ...(normal + real === 0 ? {} : { shareOfJudged: normal / (normal + real) }),
    perHostAndDay: hosts === 0 ? 0 : normal / hosts / watched,
    target: service.settings().http.falsePositiveTarget,
  };
}
