import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot, writeFileAtomic } from "@logstead/base";
import type { Run } from "./types.ts";

const place = (name: string) => join(repoRoot, "reports", `${name}.json`);

/** Keeps the run as the last one, and a full one also as the last full one: it says what is proven. */
export function record(run: Run): void {
  const text = `${JSON.stringify(run, null, 1)}\n`;
  writeFileAtomic(place("last-run"), text);
  if (run.full) writeFileAtomic(place("last-full-run"), text);
}

export function lastFullRun(): Run | undefined {
  const path = place("last-full-run");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Run) : undefined;
}
