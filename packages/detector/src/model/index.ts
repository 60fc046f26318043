export type { AnomalyEvent } from "./anomaly.ts";
export type { Mark } from "./mark.ts";
