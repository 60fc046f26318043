import { type Operation, type Properties, plain } from "../kit/index.ts";
import { commandResource } from "./lifecycle.ts";
import { commandError, liveLog, type Outputs, outputsOf, previousOutput } from "./output.ts";
import { readInputs } from "./redact.ts";
import { remoteCommand } from "./shapes.ts";
import { type Session, withSsh } from "./ssh.ts";
import type { Connection } from "./ssh-config.ts";

interface RemoteInputs {
  connection: Connection;
  stdin?: string;
  logging?: string;
  environment?: Record<string, string>;
  addPreviousOutputInEnv?: boolean;
}

export const command = commandResource(remoteCommand, ["stdout", "stderr"], runRemote);

async function runRemote(
  text: string,
  operation: Operation,
  inputs: Properties,
  previous: Properties,
): Promise<Properties> {
  const { values, redact } = readInputs<RemoteInputs>(operation, inputs);
  const environment = values.environment ?? {};
  const passedOn = previousOutput(values, plain(previous) as Partial<Outputs>);
  const env = { ...environment, ...passedOn };
  const work = async (session: Session) => {
    await checkEnvironment(session, operation, environment, passedOn);
    const onLine = liveLog(operation, values.logging, redact);
    return session.run(text, { env, stdin: values.stdin || undefined, onLine });
  };
  const finished = await withSsh(values.connection, operation, redact, work, Object.keys(env));
  if (finished.failure) {
    const status = finished.failure.replace(/^exit status/, "Process exited with status");
    throw commandError(status, finished, redact);
  }
  return { ...outputsOf(finished) };
}

const HINT =
  "the SSH server must name it in AcceptEnv; or put VAR=value before the command, if the remote shell is like sh";

/**
 * A server that does not accept a variable says nothing, and the command would run without it. So the
 * variables are looked at first: a missing one of the user's is an error, a missing convenience is not.
 */
async function checkEnvironment(
  session: Session,
  operation: Operation,
  environment: Record<string, string>,
  passedOn: Record<string, string>,
): Promise<void> {
  const env = { ...environment, ...passedOn };
  if (Object.keys(env).length === 0) return;
  const listed = new Set((await session.run("env", { env })).stdout.split("\n"));
  for (const [name, value] of Object.entries(env)) {
    if (listed.has(`${name}=${value.split("\n")[0]}`)) continue;
    const message = `could not set environment variable "${name}": ${HINT}`;
    if (name in environment) throw new Error(message);
    operation.log("warning", message);
  }
}
