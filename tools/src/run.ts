import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { which } from "./which.ts";

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

export type Outcome = { code: number; out: string };

/** Runs a program, collects what it prints (both streams); never throws for what the program does. */
export function ask(file: string, args: string[], options: RunOptions & { timeout?: number } = {}) {
  return new Promise<Outcome>((done) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      // Not `timeout`: Node keeps that timer, and so the process, when the program is not there.
      signal: AbortSignal.timeout(options.timeout ?? 60_000),
      killSignal: "SIGKILL",
    });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (out += data));
    child.once("error", (error) => done({ code: 127, out: error.message }));
    child.once("close", (code) => done({ code: code ?? 126, out }));
  });
}

/**
 * Runs one step of a build with low priority, its output in `log`. The step ends with this process
 * even when that is killed (`setpriv --pdeathsig`), so that no orphan goes on building for nobody.
 */
export async function step(
  log: string,
  file: string,
  args: string[],
  options: RunOptions = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  const wrapped: string[] = [];
  if (which("setpriv")) wrapped.push("setpriv", "--pdeathsig", "TERM", "--");
  if (which("nice")) wrapped.push("nice", "-n", "10");
  const command = [...wrapped, file, ...args];
  const fd = openSync(log, "a");
  try {
    const code = await new Promise<number>((done) => {
      const child = spawn(command[0] as string, command.slice(1), {
        cwd: options.cwd,
        env: options.env ?? process.env,
        stdio: ["ignore", fd, fd],
      });
      const stop = () => {
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
      };
      options.signal?.addEventListener("abort", stop, { once: true });
      child.once("error", () => done(127));
      child.once("close", (status) => {
        options.signal?.removeEventListener("abort", stop);
        done(status ?? 126);
      });
    });
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
