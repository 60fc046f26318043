export type { LineEvent, Millis, Mined, ParsedLine } from "./core/event.ts";
export { Miner, type MinerOptions } from "./core/mine/miner.ts";
export type { Pattern } from "./core/mine/pattern.ts";
