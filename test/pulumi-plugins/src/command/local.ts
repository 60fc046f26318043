import { type Invoke, type Operation, type Properties, plain } from "../kit/index.ts";
import { archiveOf, assetsUnder } from "./assets.ts";
import { mistakes } from "./fields.ts";
import { commandResource } from "./lifecycle.ts";
import { commandError, liveLog, type Outputs, outputsOf, previousOutput } from "./output.ts";
import { run } from "./process.ts";
import { readInputs } from "./redact.ts";
import { localCommand, localRun } from "./shapes.ts";

interface LocalInputs {
  stdin?: string;
  logging?: string;
  interpreter?: string[];
  dir?: string;
  environment?: Record<string, string>;
  addPreviousOutputInEnv?: boolean;
  assetPaths?: string[];
  archivePaths?: string[];
}

export const command = commandResource(localCommand, ["stdout", "stderr", "assets", "archive"], runLocal);

/** Runs at every evaluation of the program, in previews too. */
export const runInvoke: Invoke = {
  check: (args) => mistakes(localRun, args),
  async run(operation) {
    const { command: text } = plain(operation.inputs) as { command: string };
    return { ...operation.inputs, ...(await runLocal(text, operation, operation.inputs, {})) };
  },
};

async function runLocal(
  text: string,
  operation: Operation,
  inputs: Properties,
  previous: Properties,
): Promise<Properties> {
  const { values, redact } = readInputs<LocalInputs>(operation, inputs);
  const [program = "/bin/sh", ...args] = values.interpreter?.length ? values.interpreter : ["/bin/sh", "-c"];
  const before = plain(previous) as Partial<Outputs>;
  const finished = await run({
    program,
    args: [...args, text],
    cwd: values.dir,
    env: { ...process.env, ...values.environment, ...previousOutput(values, before) },
    stdin: values.stdin || undefined,
    signal: operation.signal,
    onLine: liveLog(operation, values.logging, redact),
  });
  if (finished.failure) throw commandError(finished.failure, finished, redact);
  const dir = values.dir ?? process.cwd();
  return {
    ...outputsOf(finished),
    ...(values.assetPaths && { assets: assetsUnder(dir, values.assetPaths) }),
    ...(values.archivePaths && { archive: archiveOf(assetsUnder(dir, values.archivePaths)) }),
  };
}
