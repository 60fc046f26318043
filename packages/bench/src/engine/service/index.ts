export { benchCatchUp } from "./catch-up.ts";
export { type FalseAlarms, falseAlarms } from "./false-alarms.ts";
export { benchSoak } from "./soak.ts";
export { benchService } from "./speed.ts";
