/** What writes lines into the lab and counts them: for measurements and tests. */
export { alertTimes, channelTimes } from "./load/alerts.ts";
export { counted } from "./load/counted.ts";
export type { MeasuredStream } from "./load/measure.ts";
export { lokiOutage, type Outage } from "./load/outage.ts";
export { type Placed, placed } from "./load/streams.ts";
