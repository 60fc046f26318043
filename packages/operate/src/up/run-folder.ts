import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runsFolder } from "@logstead/stacks";

/** Enough to look back after a failure; each takes a few hundred kilobytes. */
const kept = 10;

/** A folder for the logs of one run; the oldest are removed. */
export function newRunFolder(environment: string, now = new Date()): string {
  const all = runsFolder(environment);
  const folder = join(all, `${now.toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}-${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const old of readdirSync(all).sort().slice(0, -kept))
    rmSync(join(all, old), { recursive: true, force: true });
  return folder;
}
