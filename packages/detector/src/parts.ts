/** Parts of the engine and the service that are measured one by one. */
export { Tracker } from "./anomalies/tracker.ts";
export { type Engine, openEngine } from "./core/detect/engine.ts";
export type { Finding } from "./core/detect/finding.ts";
export { detectSettings } from "./core/detect/settings.ts";
export { Miner } from "./core/mine/miner.ts";
export { StreamParser } from "./core/parse/parser.ts";
export { newSeries, scoreValue } from "./core/series/series.ts";
export { memoized, trainSessions } from "./core/sessions/threshold.ts";
export { LineMiner } from "./lines/line-miner.ts";
export { openReader } from "./lines/reader.ts";
export { trackerOptions, viewOf } from "./service/engine-view.ts";
export { runService } from "./service/run.ts";
export { ServiceSettings } from "./service/settings.ts";
export { DetectorSettings } from "./settings.ts";
export type { Batch } from "./sources/batch.ts";
export { decode } from "./sources/push/decode.ts";
export { encodePush } from "./sources/push/encode.ts";
