import { spawn } from "node:child_process";
import { ProblemError, problem } from "@logstead/base";

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string | Uint8Array | NodeJS.ReadableStream;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
  /** Called with each piece of standard output, which is then not kept. */
  onStdout?: (chunk: Buffer) => void;
}

/** Runs a program to its end, without a shell; a signal counts as 128 + its number, as in a shell. */
export function run(program: string, args: string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: options.env ?? process.env,
    });
    // Not spawn's own `timeout`: Node keeps that timer, and so the process, when the program is not there.
    const timer = options.timeoutMs ? setTimeout(() => child.kill("SIGKILL"), options.timeoutMs) : undefined;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", options.onStdout ?? ((chunk) => out.push(chunk)));
    child.stderr.on("data", (chunk) => err.push(chunk));
    // a program may end without reading its input
    child.stdin.on("error", () => {});
    child.on("error", (error) => {
      clearTimeout(timer);
      fail(missing(program, error));
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      done({
        code: code ?? (signal === "SIGKILL" ? 137 : 143),
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
    const { input } = options;
    if (input !== undefined && typeof input === "object" && "pipe" in input) input.pipe(child.stdin);
    else child.stdin.end(input);
  });
}

/** As `run`, but anything other than success is a problem with the end of what the program said. */
export async function must(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  const ran = await run(program, args, options);
  if (ran.code === 0) return ran.stdout;
  throw new ProblemError(
    problem("lab-command", `${program} failed`, {
      path: [program, ...args].join(" ").slice(0, 300),
      got: `exit ${ran.code}: ${lastLines(ran.stderr || ran.stdout, 8)}`,
      want: "exit 0",
    }),
  );
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

function missing(program: string, error: Error): ProblemError {
  return new ProblemError(
    problem("lab-no-program", `${program} could not be started`, {
      got: error.message,
      fix: "./logstead doctor",
    }),
  );
}

/**
 * Calls `probe` until it gives something, every so many milliseconds; undefined when the time is over
 * or the probe says `false`: it will never be.
 */
export async function until<T>(
  probe: () => T | false | undefined | Promise<T | false | undefined>,
  timeoutMs: number,
  every = 50,
): Promise<T | undefined> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found === false || (found === undefined && performance.now() > end)) return undefined;
    if (found !== undefined) return found;
    await new Promise((next) => setTimeout(next, every));
  }
}
