import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { LatencySummary } from "../latency.ts";
import { bigCorpus } from "../mining/corpus.ts";

export interface SpeedBench {
  lines: number;
  /** Lines a second once the engine knows the streams: by the clock on the wall, and by processor time. */
  wall: number;
  processor: number;
  /** The same of its first day, in which it learns and the compiler works, by processor time. */
  learning: number;
  latency: LatencySummary;
}

/** All of tier 1 on one thread, see `speed-child.ts`; undefined if the corpus cannot be made. */
export function benchSpeed(data: string, cache: string): SpeedBench | undefined {
  const folder = bigCorpus(data, cache, () => {});
  if (folder === undefined) return undefined;
  const child = join(import.meta.dirname, "speed-child.ts");
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the measurement of speed failed: ${stderr.split("\n")[0]}`);
  return JSON.parse(stdout) as SpeedBench;
}
