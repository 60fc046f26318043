import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Labelled } from "./loghub.ts";
import { score } from "./score.ts";

const version = "drain3==0.9.11";

export interface Baseline {
  ga: number;
  linesPerSecond: number;
  clusters: number;
}

/** A Python with Drain3, made once in the cache folder; the reason if there can be none. */
export function drain3Python(cache: string): { python: string } | { skipped: string } {
  const folder = join(cache, "bench", "drain3");
  const python = join(folder, "bin", "python");
  const has = () => spawnSync(python, ["-c", "import drain3"], { stdio: "ignore" }).status === 0;
  if (existsSync(python) && has()) return { python };
  const made = spawnSync("python3", ["-m", "venv", folder], { stdio: "ignore" }).status === 0;
  if (made) spawnSync(python, ["-m", "pip", "install", "--quiet", version], { stdio: "ignore" });
  return made && has()
    ? { python }
    : { skipped: `no Python with ${version} (python3 -m venv and pip failed)` };
}

/** Runs the baseline script on each log's messages. */
export function drain3Baseline(script: string, python: string, logs: readonly Labelled[]): Baseline {
  const folder = mkdtempSync(join(tmpdir(), "logstead-drain3-"));
  const results = logs.map((log) => {
    const [input, output] = [join(folder, "lines"), join(folder, "ids")];
    writeFileSync(input, `${log.messages}\n`);
    const { stdout } = spawnSync(python, [script, input, output], { encoding: "utf8" });
    const ids = readFileSync(output, "utf8").trimEnd().split("\n");
    const seconds = Number(/seconds=([\d.]+)/.exec(stdout)?.[1]);
    return { ...score(log, { ids, templates: ids }), seconds, lines: ids.length };
  });
  rmSync(folder, { recursive: true, force: true });
  const sum = (of: (r: (typeof results)[number]) => number) => results.reduce((s, r) => s + of(r), 0);
  return {
    ga: sum((r) => r.ga) / results.length,
    linesPerSecond: sum((r) => r.lines) / sum((r) => r.seconds),
    clusters: sum((r) => r.groups),
  };
}
