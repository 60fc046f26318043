/** What writes lines into the lab and counts them: for measurements and tests. */
export { alertTimes, channelTimes } from "./measure/alerts.ts";
export { counted } from "./measure/counted.ts";
export type { MeasuredStream } from "./measure/measure.ts";
export { lokiOutage, type Outage } from "./measure/outage.ts";
export { type Placed, placed } from "./measure/streams.ts";
