export { benchMining, type Measured, type MiningResult } from "./mining/run.ts";
