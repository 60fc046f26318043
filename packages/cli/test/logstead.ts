import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll } from "vitest";

export const main = resolve(import.meta.dirname, "../src/main.ts");

/** A folder of one test file, which also holds the state of the commands it runs. */
export function throwAway(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `logstead-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the command line as a user's shell does; never throws, the exit code is part of the answer. */
export async function logstead(
  args: string[],
  options: { state?: string; input?: string; env?: Record<string, string>; cwd?: string } = {},
) {
  const { state, input = "", env = {}, cwd } = options;
  const result = await execa(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], {
    reject: false,
    input,
    env: {
      FORCE_COLOR: undefined,
      SOPS_AGE_KEY_FILE: undefined,
      ...(state ? { XDG_STATE_HOME: join(state, "state") } : {}),
      ...env,
    },
    ...(cwd ? { cwd } : {}),
  });
  return { code: result.exitCode, out: result.stdout, err: result.stderr };
}
