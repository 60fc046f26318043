import { Miner } from "../../core/mine/miner.ts";

/** Prints the memory of a process that holds so many live patterns, as JSON. Run with --expose-gc. */
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
while (miner.patterns.size < wanted) {
  const text = Array.from({ length: 6 + random(9) }, () => words[random(words.length)]).join(" ");
  const line = `${text} id=${random(1e6)} from 10.0.${random(250)}.7`;
  miner.mine(line, miner.lines);
  miner.mine(line.replace(/id=\d/, "id=7"), miner.lines);
}
(globalThis as { gc?: () => void }).gc?.();
console.log(JSON.stringify({ patterns: miner.patterns.size, rssMb: process.memoryUsage().rss / 1e6 }));
