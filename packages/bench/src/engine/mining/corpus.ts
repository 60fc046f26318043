import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** Copies of each line in the big corpus: 125 copies of 16,000 lines are the 2,000,000 of the targets. */
const copies = 125;

/** The folder of the varied corpus of 2,000,000 lines; made once, kept in the cache. Undefined without Python. */
export function bigCorpus(data: string, cache: string, say: (text: string) => void): string | undefined {
  const folder = join(cache, "bench", "corpus");
  if (existsSync(join(folder, "truth.csv"))) return folder;
  say("making the corpus of 2,000,000 lines");
  mkdirSync(folder, { recursive: true });
  const script = join(data, "bench/gen_corpus.py");
  const made = spawnSync("python3", [script, join(data, "loghub"), folder, String(copies)]);
  return made.status === 0 ? folder : undefined;
}
