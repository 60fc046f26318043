import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Finished {
  stdout: string;
  stderr: string;
  /** Both, in the order they came: what an error message shows. */
  mixed: string;
  /** Undefined when it ended well. */
  failure: string | undefined;
  exitCode: number | null;
}

export interface Start {
  program: string;
  args: string[];
  cwd?: string | undefined;
  env?: NodeJS.ProcessEnv;
  stdin?: string | Buffer | undefined;
  signal: AbortSignal;
  onLine?: ((stream: "stdout" | "stderr", line: string) => void) | undefined;
}

const KILL_AFTER_MS = 3_000;
const running = new Set<ChildProcess>();

/** Runs a program to its end, in a process group of its own so that ending it ends its children. */
export function run(start: Start): Promise<Finished> {
  return new Promise((done) => {
    const child = spawn(start.program, start.args, {
      cwd: start.cwd,
      env: start.env ?? process.env,
      stdio: [start.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      detached: true,
    });
    const collected = { stdout: [] as Buffer[], stderr: [] as Buffer[], mixed: [] as Buffer[] };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.on("data", (data: Buffer) => {
        collected[stream].push(data);
        collected.mixed.push(data);
      });
      if (start.onLine && child[stream])
        createInterface({ input: child[stream] }).on("line", (line) => start.onLine?.(stream, line));
    }
    // A command that does not read its input closes it early; that is its business.
    child.stdin?.on("error", () => {}).end(start.stdin);

    const stop = () => endGroup(child);
    const finish = (failure: string | undefined) => {
      running.delete(child);
      start.signal.removeEventListener("abort", stop);
      done({
        stdout: Buffer.concat(collected.stdout).toString(),
        stderr: Buffer.concat(collected.stderr).toString(),
        mixed: Buffer.concat(collected.mixed).toString(),
        failure,
        exitCode: child.exitCode,
      });
    };
    running.add(child);
    child.once("error", (error) => finish(startFailure(start, error)));
    child.once("close", (code, signal) => finish(endFailure(start.signal, code, signal)));
    if (start.signal.aborted) stop();
    else start.signal.addEventListener("abort", stop, { once: true });
  });
}

function startFailure(start: Start, error: NodeJS.ErrnoException): string {
  return `could not start ${start.program}${start.cwd ? ` in ${start.cwd}` : ""}: ${error.code ?? error.message}`;
}

function endFailure(
  signal: AbortSignal,
  code: number | null,
  killed: NodeJS.Signals | null,
): string | undefined {
  if (signal.aborted) return signal.reason?.name === "TimeoutError" ? "timed out" : "cancelled";
  if (code === 0) return undefined;
  return killed ? `signal: ${killed}` : `exit status ${code}`;
}

function endGroup(child: ChildProcess): void {
  killGroup(child, "SIGTERM");
  setTimeout(() => running.has(child) && killGroup(child, "SIGKILL"), KILL_AFTER_MS).unref();
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The group has ended by itself.
  }
}

/** For the end of the plugin: nothing it started outlives it. */
export function killAll(): void {
  for (const child of running) killGroup(child, "SIGKILL");
}
