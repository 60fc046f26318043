import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheDir, writeFileAtomic } from "@logstead/base";
import type { SuiteResult } from "./types.ts";

/** Passed results by the key of all they depend on, outside the clone, so that clones share them. */
const place = (name: string) => join(cacheDir("results"), `${name}.json`);
/** A result that nobody asked for in this time goes. */
const days = 60;

export const kept = (key: string): SuiteResult | undefined => read<SuiteResult>(place(key));

export const keep = (key: string, result: SuiteResult): void =>
  writeFileAtomic(place(key), `${JSON.stringify(result)}\n`);

/** How long units took when they last ran here: what the scheduler expects of them. */
export const lastTimes = (): Record<string, number> => read(place("times")) ?? {};

export function keepTimes(times: Record<string, number>): void {
  writeFileAtomic(place("times"), `${JSON.stringify({ ...lastTimes(), ...times }, null, 1)}\n`);
}

export function dropOldResults(now = Date.now()): void {
  const folder = cacheDir("results");
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (statSync(join(folder, name)).mtimeMs < now - days * 86_400_000)
      rmSync(join(folder, name), { force: true });
}

function read<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return;
  }
}
