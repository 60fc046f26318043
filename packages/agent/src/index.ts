export { alloyConfig } from "./collect/alloy/config.ts";
export { collectorOf } from "./collect/collector.ts";
export type { CollectorModel } from "./collect/model.ts";
export { promtailConfig } from "./collect/promtail/config.ts";
export { type SyslogRelay, syslogRelay } from "./collect/sources/syslog.ts";
export { type TargetsFile, targetsFileOf } from "./collect/targets-file.ts";
export type { Entry, Stage } from "./stages/stage.ts";
