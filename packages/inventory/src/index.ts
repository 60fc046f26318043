export { formatBytes, inBytes } from "./fields/byte-size.ts";
export { Duration, inDays, inSeconds } from "./fields/duration.ts";
export { type Loaded, load, loadText } from "./load/load.ts";
export type { HostSettings, NamedSource, Site, SiteHost } from "./site/types.ts";
