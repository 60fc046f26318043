import { openEngine } from "../../core/detect/engine.ts";
import { detectSettings } from "../../core/detect/settings.ts";
import { openReader } from "../../lines/reader.ts";
import { DetectorSettings } from "../../settings.ts";
import type { Corpus } from "./incidents/run.ts";
import { day, hostWords, normalTraffic, stamped } from "./incidents/traffic.ts";
import { openRandom } from "./random.ts";

export interface SpeedBench {
  lines: number;
  /** Lines a second: by the clock on the wall, and by the time the processor gave this process. */
  wall: number;
  processor: number;
}

/** All of tier 1 on one thread: lines of every corpus as streams of their own, from memory, after one warm-up. */
export function benchSpeed(corpora: readonly Corpus[], perDay = 40_000): SpeedBench {
  const r = openRandom(1);
  const from = Date.UTC(2026, 2, 2);
  const lines: { stream: string; line: string; time: number }[] = [];
  for (const [i, corpus] of corpora.entries()) {
    const name = `host${i}`;
    const host = { name, corpus: corpus.lines, later: [], perDay, phase: i * 0.1 * day, words: hostWords(r) };
    for (const timed of normalTraffic(host, r, from, 1))
      lines.push({ stream: name, line: stamped(timed), time: timed.time });
  }
  lines.sort((a, b) => a.time - b.time);
  let best: SpeedBench = { lines: lines.length, wall: 0, processor: 0 };
  for (let run = 0; run < 3; run++) {
    const settings = detectSettings(DetectorSettings.parse({}));
    const engine = openEngine(settings, openReader(settings));
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (const { stream, line, time } of lines) engine.push(stream, line, time);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const wall = lines.length / seconds;
    if (wall > best.wall)
      best = { lines: lines.length, wall, processor: lines.length / ((user + system) / 1e6) };
  }
  return best;
}
