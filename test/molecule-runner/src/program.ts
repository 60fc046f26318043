import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { ProblemError, problem } from "@logstead/base";

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
    return await new Promise<number>((done, fail) => {
      const child = spawn("setpriv", [...contained, call.program, ...call.args], {
        cwd: call.cwd,
        env: call.env,
        stdio: ["ignore", log, log],
      });
      const stop = () => child.kill("SIGKILL");
      call.signal?.addEventListener("abort", stop, { once: true });
      child.once("error", (error) =>
        fail(
          new ProblemError(
            problem("molecule-program", `${call.program} could not be started`, {
              got: error.message,
              fix: "apt-get install util-linux",
            }),
          ),
        ),
      );
      child.once("close", (code) => {
        call.signal?.removeEventListener("abort", stop);
        if (call.signal?.aborted) fail(call.signal.reason);
        else done(code ?? 137);
      });
    });
  } finally {
    closeSync(log);
  }
}
