import { ProblemError, problem } from "@logstead/base";
import { lastLines, notStarted, type RunOptions, run } from "@logstead/base/process";

/** Runs a program to its end; anything other than success is a problem with the end of what the program said. */
export async function must(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  const ran = await run(program, args, options);
  if (ran.code === 0) return ran.stdout;
  if (ran.code === notStarted) throw missing(program, ran.stderr);
  throw new ProblemError(
    problem("lab-command", `${program} failed`, {
      path: [program, ...args].join(" ").slice(0, 300),
      got: `exit ${ran.code}: ${lastLines(ran.stderr || ran.stdout, 8)}`,
      want: "exit 0",
    }),
  );
}

function missing(program: string, got: string): ProblemError {
  return new ProblemError(
    problem("lab-no-program", `${program} could not be started`, {
      got,
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
