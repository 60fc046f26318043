import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { execa } from "execa";

export interface Ran {
  code: number | undefined;
  out: string;
  err: string;
  /** Both, for messages of tests. */
  said: string;
}

/** Starts `./logstead …` as a person does, in a process group of its own. */
export const start = (args: string[], env: Record<string, string> = {}) =>
  execa(join(repoRoot, "logstead"), args, {
    cwd: repoRoot,
    reject: false,
    env: { NO_COLOR: "1", ...env },
    detached: true,
  });

/** Runs `./logstead …` to its end. */
export async function command(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const { exitCode, stdout, stderr } = await start(args, env);
  const [out, err] = [String(stdout), String(stderr)];
  return { code: exitCode, out, err, said: `${out}\n${err}` };
}
