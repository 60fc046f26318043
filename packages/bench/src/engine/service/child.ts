import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the service in the other process has done and used so far. */
export interface Answer {
  /** Lines that were learned since it started. */
  lines: number;
  /** Lines that counted since the first start: what the engine took for a replay did not. */
  counted: number;
  /** Lines that the engine took for such as it had seen. */
  replayed: number;
  /** Lines in the queue. */
  waiting: number;
  /** Requests that had to come again because the queue was full. */
  refused: number;
  anomalies: number;
  /** Where there is a Loki. */
  loki?: { live: boolean; lag: number; entries: number; duplicates: number; late: number; errors: number };
  processorSeconds: number;
  residentBytes: number;
  heapBytes: number;
}

export interface ServiceChild {
  url: string;
  ask(): Promise<Answer>;
  /** Ends it as a service manager does; it saves what it has learned. */
  stop(): Promise<void>;
}

/** @param behind milliseconds that its clock is late */
export async function startChild(
  settings: { folder: string; port: number } & Record<string, unknown>,
  { behind = 0 } = {},
): Promise<ServiceChild> {
  const file = join(settings.folder, "vars_log_anomaly.yaml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings));
  const child = fork(join(import.meta.dirname, "service-child.ts"), [file, String(behind)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (data) => {
    said = (said + data).slice(-2000);
  });
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`the service ended: ${said}`)));
  ended.catch(() => {});
  const heard = async <T>(): Promise<T> => ((await Promise.race([once(child, "message"), ended])) as [T])[0];
  const { port } = await heard<{ port: number }>();
  return {
    url: `http://127.0.0.1:${port}`,
    ask() {
      child.send("?");
      return heard<Answer>();
    },
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
