import { closeSync, openSync } from "node:fs";
import { ProblemError, problem } from "@logstead/base";
import { notStarted, run } from "@logstead/base/process";

export interface Call {
  program: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Everything the program prints is appended here. */
  log: string;
  signal?: AbortSignal | undefined;
}

/**
 * Runs a program and all it starts in a PID namespace of their own: when it ends, or when this process
 * does (also by SIGKILL), nothing of it goes on working on a host that somebody else may have by then.
 */
export async function runProgram(call: Call): Promise<number> {
  call.signal?.throwIfAborted();
  const log = openSync(call.log, "a");
  const contained = ["--pdeathsig", "KILL", "unshare", "--pid", "--fork", "--kill-child=KILL", "--"];
  try {
    const ran = await run("setpriv", [...contained, call.program, ...call.args], {
      cwd: call.cwd,
      env: call.env,
      signal: call.signal,
      into: { stdout: log, stderr: log },
    });
    call.signal?.throwIfAborted();
    if (ran.code !== notStarted || ran.stderr === "") return ran.code;
    throw new ProblemError(
      problem("molecule-program", `${call.program} could not be started`, {
        got: ran.stderr,
        fix: "apt-get install util-linux",
      }),
    );
  } finally {
    closeSync(log);
  }
}
