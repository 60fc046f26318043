import { constants } from "node:os";
import type { Readable } from "node:stream";
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
  /** Standard input; none by default. */
  input?: string | Uint8Array | Readable | undefined;
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
    ...(input === undefined ? { stdin: "ignore" } : { input }),
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
  if (onLine) subprocess.stdout.resume();
  const result = await subprocess;
  const stdout = onLine ? "" : String(result.stdout ?? "");
  if (result.exitCode !== undefined) return { code: result.exitCode, stdout, stderr: result.stderr };
  if (result.isCanceled) return { code: 130, stdout, stderr: result.stderr ?? "" };
  if (result.signal)
    return { code: 128 + constants.signals[result.signal], stdout, stderr: result.stderr ?? "" };
  return { code: notStarted, stdout, stderr: `${result.stderr || result.originalMessage || result.message}` };
}

/** The code of a program that is not there or may not be run, as in a shell. */
export const notStarted = 127;

/** The end of what a program said. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
