export { benchMining, type MiningResult } from "./mining/run.ts";
