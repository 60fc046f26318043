import { Miner } from "@logstead/detector/parts";
import { Latency } from "../latency.ts";

/**
 * Prints the memory of a process that holds so many live patterns, and how long single lines took while it
 * learned them, garbage collection included, as JSON. Run with --expose-gc.
 */
const wanted = Number(process.argv[2] ?? 100_000);
let state = 20_261_121;
const random = (below: number) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (state >>> 8) % below;
};
const consonants = "bcdfghjklmnpqrstvwz";
const syllable = () => `${consonants[random(consonants.length)]}${"aeiou"[random(5)]}`;
const words = Array.from({ length: 20_000 }, () => Array.from({ length: 2 + random(3) }, syllable).join(""));
const miner = new Miner({ maxPatterns: wanted });
const latency = new Latency();
const mine = (line: string) => {
  latency.begin();
  miner.mine(line, miner.lines);
  latency.end();
};
while (miner.patterns.size < wanted) {
  const text = Array.from({ length: 6 + random(9) }, () => words[random(words.length)]).join(" ");
  const line = `${text} id=${random(1e6)} from 10.0.${random(250)}.7`;
  mine(line);
  mine(line.replace(/id=\d/, "id=7"));
}
(globalThis as { gc?: () => void }).gc?.();
console.log(
  JSON.stringify({
    patterns: miner.patterns.size,
    rssMb: process.memoryUsage().rss / 1e6,
    latency: latency.summary(),
  }),
);
