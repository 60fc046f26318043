import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { execa } from "execa";

/** How a program ended, with what it printed. */
export interface Ran {
  /** As a shell counts: 127 when it could not be started, 128 + n when signal n ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string | undefined;
  /** The whole environment; this process's own by default. */
  env?: NodeJS.ProcessEnv | undefined;
  /** Standard input, also as the number of an open file; none by default. */
  input?: string | Uint8Array | Readable | number | undefined;
  /** Open files that take what is printed, which is not kept then. */
  into?: { stdout: number; stderr?: number } | undefined;
  /** Then it is killed. */
  timeoutMs?: number | undefined;
  /** Kills it as well; the code is 130 then. */
  signal?: AbortSignal | undefined;
  /** Called with each whole line of standard output as it comes; it is not kept then. */
  onLine?: ((line: string) => void) | undefined;
}

/**
 * Runs a program to its end, without a shell, and never throws for what the program does: the one way in
 * which Logstead runs what it waits for.
 */
export async function run(program: string, args: string[], options: RunOptions = {}): Promise<Ran> {
  const { onLine, signal, timeoutMs, input } = options;
  const subprocess = execa(program, args, {
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 1_000_000_000,
    env: options.env ?? process.env,
    extendEnv: false,
    killSignal: "SIGKILL",
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(typeof input === "number" || input === undefined ? { stdin: asFile(input) ?? "ignore" } : { input }),
    ...(options.into && {
      stdout: asFile(options.into.stdout),
      stderr: asFile(options.into.stderr) ?? "pipe",
    }),
    ...(timeoutMs && { timeout: timeoutMs }),
    ...(signal && { cancelSignal: signal }),
    ...(onLine && {
      buffer: { stdout: false },
      stdout: function* (line: unknown) {
        onLine(String(line));
        yield line;
      },
    }),
  });
  if (onLine) subprocess.stdout?.resume();
  return ran(await subprocess);
}

interface Ended {
  exitCode?: number | undefined;
  signal?: keyof typeof constants.signals | undefined;
  isCanceled: boolean;
  stdout?: unknown;
  stderr?: unknown;
  originalMessage?: string | undefined;
}

function ran(result: Ended): Ran {
  const printed = { stdout: String(result.stdout ?? ""), stderr: String(result.stderr ?? "") };
  if (result.isCanceled) return { code: 130, ...printed };
  if (result.exitCode !== undefined) return { code: result.exitCode, ...printed };
  if (result.signal) return { code: 128 + constants.signals[result.signal], ...printed };
  return { code: notStarted, stdout: "", stderr: result.originalMessage ?? "" };
}

/** A program that runs for as long as it is talked to. */
export interface Started {
  pid: number | undefined;
  stdin: Writable;
  stdout: Readable;
  kill(signal: NodeJS.Signals): void;
  /** How it ended, with the last of what it said on standard error; its standard output is the caller's. */
  ended: Promise<Ran>;
}

/** Starts a program to talk to; it ends with this process at the latest. */
export function start(program: string, args: string[], options: { env?: NodeJS.ProcessEnv } = {}): Started {
  const subprocess = execa(program, args, {
    reject: false,
    buffer: false,
    stdin: "pipe",
    env: options.env ?? process.env,
    extendEnv: false,
  });
  // it may end without reading its input
  subprocess.stdin.on("error", () => {});
  let said = "";
  subprocess.stderr.on("data", (data) => {
    said = (said + data).slice(-4000);
  });
  return {
    pid: subprocess.pid,
    stdin: subprocess.stdin,
    stdout: subprocess.stdout,
    kill: (signal) => void subprocess.kill(signal),
    ended: subprocess.then((result) => {
      const { code, stderr } = ran(result);
      return { code, stdout: "", stderr: said || stderr };
    }),
  };
}

/** Hands the terminal to a program until it ends; signals that come meanwhile are its own to understand. */
export async function handOver(program: string, args: string[], env = process.env): Promise<number> {
  const subprocess = execa(program, args, { reject: false, stdio: "inherit", env, extendEnv: false });
  const passOn = (signal: NodeJS.Signals) => void subprocess.kill(signal);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, passOn);
  const { code } = ran(await subprocess);
  for (const signal of signals) process.off(signal, passOn);
  return code;
}

/** execa takes any open file; its types know only this process's first ones. */
const asFile = (descriptor: number | undefined) => descriptor as 3 | undefined;

/** The code of a program that is not there or may not be run, as in a shell. */
export const notStarted = 127;

/** The end of what a program said. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
