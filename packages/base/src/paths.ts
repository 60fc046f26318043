import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The clone this program runs from. */
export const repoRoot = resolve(import.meta.dirname, "../../..");

/** Tells the clones on one machine apart, in names that all of them can see. */
export const cloneId = createHash("sha256").update(repoRoot).digest("hex").slice(0, 8);

function xdg(variable: "XDG_CACHE_HOME" | "XDG_STATE_HOME", fallback: string): string {
  const base = process.env[variable];
  return join(base?.startsWith("/") ? base : join(homedir(), fallback), "logstead");
}

/** What can be made again (built programs, images, test caches). */
export function cacheDir(...parts: string[]): string {
  return join(xdg("XDG_CACHE_HOME", ".cache"), ...parts);
}

/** Where the controller keeps the programs and images that hosts get; LOGSTEAD_ARTIFACTS names another folder. */
export const artifactsDir = () => process.env.LOGSTEAD_ARTIFACTS || cacheDir("artifacts");

/** What cannot be made again (lab secrets, last applied trees, stack state). */
export function stateDir(...parts: string[]): string {
  return join(xdg("XDG_STATE_HOME", ".local/state"), ...parts);
}

/** The folder of sample data, which is not part of the clone; undefined where it is absent. */
export function dataDir(): string | undefined {
  const folder = process.env.LOGSTEAD_DATA || resolve(repoRoot, "../shared");
  return existsSync(folder) ? folder : undefined;
}
