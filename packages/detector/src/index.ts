export type { LineEvent, Millis, Mined, ParsedLine } from "./core/event.ts";
export { Miner, type MinerOptions } from "./core/mine/miner.ts";
export type { Pattern } from "./core/mine/pattern.ts";
export { distinct, type Slot } from "./core/mine/slot.ts";
export type { Header } from "./core/parse/header.ts";
export type { HeadedLine } from "./core/parse/line.ts";
export { StreamParser } from "./core/parse/parser.ts";
export { LineMiner } from "./lines/line-miner.ts";
