import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The service in a process of its own, which can be killed. */
export interface ChildService {
  readonly process: ChildProcess;
  /** Resolves when requests are answered; throws if it ended before. */
  ready(): Promise<void>;
  /** Ends it and waits for its end; resolves to its exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const program = join(import.meta.dirname, "../service/crash-child.ts");

/** @param within a command that becomes the one that follows it, such as `unshare --mount` */
export function startChild(file: string, within: readonly string[] = []): ChildService {
  const [command = "", ...args] = [...within, process.execPath, program, file];
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const exit = once(child, "exit") as Promise<[number | null]>;
  return {
    process: child,
    async ready() {
      const first = await Promise.race([once(child, "message").then(() => undefined), exit]);
      if (first) throw new Error(`the service ended with ${first[0]}`);
    },
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return (await exit)[0];
    },
  };
}
