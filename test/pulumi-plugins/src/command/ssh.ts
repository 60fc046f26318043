import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Operation } from "../kit/index.ts";
import { type Finished, run } from "./process.ts";
import { type Connection, type SshFolder, sshFolder } from "./ssh-config.ts";

export interface Session {
  run(
    command: string,
    options?: {
      /** Only the variables that were named when the connection was made. */
      env?: Record<string, string>;
      stdin?: string | Buffer | undefined;
      onLine?: (stream: "stdout" | "stderr", line: string) => void;
    },
  ): Promise<Finished>;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
const CONNECTED = "connected";

/**
 * One ssh connection that the commands of `work` share. Dialling is a step of its own, so that a
 * connection that fails is retried and a command that fails is not.
 */
export async function withSsh<T>(
  connection: Connection,
  operation: Operation,
  redact: (text: string) => string,
  work: (session: Session) => Promise<T>,
  sendEnv: string[] = [],
): Promise<T> {
  const ssh = programPath("ssh");
  const folder = sshFolder(connection, sendEnv);
  const closing = new AbortController();
  const signal = AbortSignal.any([operation.signal, closing.signal]);
  try {
    const limit = connection.dialErrorLimit ?? 10;
    const connected = await dialUntilConnected(limit, operation, redact, () => dial(ssh, folder, signal));
    try {
      return await work(session(ssh, folder, operation.signal));
    } finally {
      closing.abort();
      await connected.ended;
    }
  } finally {
    folder.remove();
  }
}

interface Dialled {
  ended: Promise<Finished>;
}

async function dialUntilConnected(
  limit: number,
  operation: Operation,
  redact: (text: string) => string,
  dialOnce: () => Promise<Dialled | string>,
): Promise<Dialled> {
  let pause = FIRST_DELAY_MS;
  for (let failures = 1; ; failures++) {
    const result = await dialOnce();
    if (typeof result !== "string") return result;
    if (operation.signal.aborted) throw new Error("cancelled while connecting");
    const reason = redact(result);
    if (limit > -1 && failures > limit) throw new Error(`after ${limit} failed attempts: ${reason}`);
    const most = limit === -1 ? "inf" : limit;
    operation.log("info", `Dial ${failures}/${most} failed: retrying`, { status: true });
    await delay(pause, undefined, { signal: operation.signal });
    pause = Math.min(pause * 1.5, LONGEST_DELAY_MS);
  }
}

/** The connection, or why there is none. ssh runs its "local command" once it is logged in. */
function dial(ssh: string, folder: SshFolder, signal: AbortSignal): Promise<Dialled | string> {
  return new Promise((done) => {
    const ready = ["-o", "PermitLocalCommand=yes", "-o", `LocalCommand=echo ${CONNECTED}`];
    const ended = run({
      program: ssh,
      args: ["-F", folder.config, "-M", "-S", folder.control, "-N", "-T", ...ready, "target"],
      env: { ...process.env, ...folder.env },
      signal,
      onLine: (_, line) => line === CONNECTED && done({ ended }),
    });
    ended.then((finished) =>
      done(finished.stderr.trim().split("\n").at(-1) || (finished.failure ?? "closed")),
    );
  });
}

function session(ssh: string, folder: SshFolder, signal: AbortSignal): Session {
  // Only through the connection that is there: without it ssh would quietly open a second one.
  const shared = [
    "-F",
    folder.config,
    "-S",
    folder.control,
    "-o",
    "ControlMaster=no",
    "-o",
    "ProxyCommand=false",
  ];
  return {
    run(command, { env = {}, stdin, onLine } = {}) {
      return run({
        program: ssh,
        args: [...shared, "-T", "target", "--", command],
        env: { ...process.env, ...env },
        stdin,
        signal,
        onLine,
      });
    },
  };
}

/** An absolute path, since the environment of a command may bring a PATH of its own. */
function programPath(name: string): string {
  for (const folder of (process.env.PATH ?? "").split(":")) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(`${name} is not on PATH; remote commands need the OpenSSH client`);
}
