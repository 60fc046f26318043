import { Miner, StreamParser } from "@logstead/detector/parts";

const repeat = (text: string, bytes: number) => text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes);

/** Lines that are hard in one way or another. */
const hardLines: Record<string, string> = {
  "1 MB of one letter": repeat("x", 1 << 20),
  "1 MB of words": repeat("word ", 1 << 20),
  "1 MB of numbers": repeat("1 ", 1 << 20),
  "1 MB of colons and digits": repeat("a1:", 1 << 20),
  "16 kB of open brackets": repeat("[(<{", 1 << 14),
  "16 kB of path": repeat("/a", 1 << 14),
  "16 kB of key=value": repeat("k=v7 ", 1 << 14),
  "16 kB of zero bytes": repeat("\0", 1 << 14),
  "16 kB of escape sequences": repeat("\x1b[1;31m", 1 << 14),
  "16 kB of emoji": repeat("🔥 ", 1 << 14),
  "16 kB of dashes": repeat("- ", 1 << 14),
};

/** Milliseconds that each hard line takes, parsed and mined as new: the best of some tries on a shared machine. */
export function worstLines(): { name: string; ms: number }[] {
  return Object.entries(hardLines).map(([name, line]) => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 7; i++) {
      const miner = new Miner();
      const parser = new StreamParser();
      miner.mine("an ordinary line 7", 0);
      const start = performance.now();
      miner.mine(parser.parse(line.slice(0, 16_384), 0).message, 0);
      best = Math.min(best, performance.now() - start);
    }
    return { name, ms: best };
  });
}
