import { closeSync, openSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { type RunOptions, run } from "@logstead/base/process";
import { which } from "./which.ts";

export type StepOptions = Pick<RunOptions, "cwd" | "env" | "signal">;

/** Runs a program and takes both of its outputs together; never throws for what the program does. */
export async function ask(file: string, args: string[], options: RunOptions = {}) {
  const { code, stdout, stderr } = await run(file, args, { timeoutMs: 60_000, ...options });
  return { code, out: stdout + stderr };
}

/**
 * Runs one step of a build with low priority, its output in `log`. The step ends with this process
 * even when that is killed (`setpriv --pdeathsig`), so that no orphan goes on building for nobody.
 */
export async function step(
  log: string,
  file: string,
  args: string[],
  options: StepOptions = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  const wrapped: string[] = [];
  if (which("setpriv")) wrapped.push("setpriv", "--pdeathsig", "TERM", "--");
  if (which("nice")) wrapped.push("nice", "-n", "10");
  const command = [...wrapped, file, ...args];
  const fd = openSync(log, "a");
  try {
    const [program = "", ...rest] = command;
    const { code } = await run(program, rest, { ...options, into: { stdout: fd, stderr: fd } });
    options.signal?.throwIfAborted();
    if (code !== 0) throw new ProblemError(failed(log, file, args, code));
  } finally {
    closeSync(fd);
  }
}

const networkTrouble =
  /no such host|dial tcp|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|could not resolve|temporary failure|dns error|network is unreachable|tls handshake/i;
const diskTrouble = /no space left on device|ENOSPC/i;

function failed(log: string, file: string, args: string[], code: number) {
  const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-12);
  const tail = lines.join("\n");
  const fix = diskTrouble.test(tail)
    ? "make room on the disk (./logstead tools prune), then run the same command again"
    : networkTrouble.test(tail)
      ? "check the network and the registry settings of go, pip and npm; what is already cached works without"
      : "read the log; run the same command again, it goes on where it stopped";
  return problem("tools.step-failed", `'${file} ${args[0] ?? ""}' failed with exit code ${code}`, {
    file: log,
    got: lines.join("\n        "),
    fix,
  });
}

/** The environment with a folder put first on PATH. */
export function pathWith(folder: string, env: NodeJS.ProcessEnv = process.env): { PATH: string } {
  const parts = (env.PATH ?? "").split(delimiter).filter((part) => part !== "" && part !== folder);
  return { PATH: [folder, ...parts].join(delimiter) };
}

export const binOf = (entry: string) => join(entry, "bin");
