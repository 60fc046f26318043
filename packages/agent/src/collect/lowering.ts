export { alloyStages } from "../stages/alloy.ts";
export { promtailStages } from "../stages/promtail.ts";
