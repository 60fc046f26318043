import type { Operation } from "../kit/index.ts";
import type { Finished } from "./process.ts";

const SHOWN = 16_000;

/** The outputs every command resource has; absent before the first run. */
export interface Outputs {
  stdout: string;
  stderr: string;
}

/** What a later command may read of the run before it. Empty outputs are not passed on. */
export function previousOutput(
  inputs: { addPreviousOutputInEnv?: boolean },
  previous: Partial<Outputs>,
): Record<string, string> {
  if (inputs.addPreviousOutputInEnv === false) return {};
  return {
    ...(previous.stdout && { PULUMI_COMMAND_STDOUT: previous.stdout }),
    ...(previous.stderr && { PULUMI_COMMAND_STDERR: previous.stderr }),
  };
}

/** Shows output while the command runs, as far as `logging` allows. */
export function liveLog(operation: Operation, logging: string | undefined, redact: (text: string) => string) {
  return (stream: "stdout" | "stderr", line: string): void => {
    if (logging === undefined || logging === "stdoutAndStderr" || logging === stream)
      operation.log("info", redact(line), { status: true });
  };
}

export function outputsOf(finished: Finished): Outputs {
  return { stdout: finished.stdout.replace(/\n$/, ""), stderr: finished.stderr.replace(/\n$/, "") };
}

/** Says how the command ended and what it printed, never the command, its environment or its input. */
export function commandError(failure: string, finished: Finished, redact: (text: string) => string): Error {
  const printed = redact(finished.mixed);
  const left = printed.length - SHOWN;
  const text = left > 0 ? `(${left} characters before this left out)\n${printed.slice(-SHOWN)}` : printed;
  return new Error(text ? `${failure}:\n${text}` : failure);
}
