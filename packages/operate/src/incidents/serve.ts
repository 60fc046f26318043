import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ProblemError, problem, repoRoot } from "@logstead/base";
import { type Started, start } from "@logstead/base/process";
import type { AnomalyEvent } from "@logstead/detector/model";

/** A detector that runs for a while: beside the lab's hosts, or on this machine only while it is taught. */
export interface RunningDetector {
  /** Answers of the API; the body is JSON. Anything but success is a problem. */
  call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T>;
  /** Calls back for every step of an anomaly from now on; returns how to stop. */
  follow(onEvent: (event: AnomalyEvent) => void): () => void;
  /** Resolves when what it knows is saved. */
  stop(): Promise<void>;
}

interface ServeOptions {
  folder: string;
  /** As `vars_log_anomaly.yaml`, whole. */
  settings: Record<string, unknown> & { address: string; port: number };
  /** A token of the role admin, by file. */
  token: string;
  /** How to get to where it stands in the network; nothing for this machine. */
  entered?: string[];
}

/** Starts `./logstead detector serve` and waits until it answers. */
export async function serveDetector(options: ServeOptions): Promise<RunningDetector> {
  const { folder, settings, entered = [] } = options;
  const file = join(folder, "vars_log_anomaly.yaml");
  // JSON is YAML
  writeFileSync(file, JSON.stringify(settings, null, 2), { mode: 0o600 });
  const [program = "", ...args] = [...entered, join(repoRoot, "logstead"), "detector", "serve"];
  const child = spawn(program, [...args, "--settings", file], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      said = (said + data).slice(-3000);
    });
  const call = callerOf(options);
  const running: RunningDetector = {
    call,
    follow: (onEvent) => follow(options, onEvent),
    stop: () => ended(child),
  };
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 600) {
      await ended(child);
      throw new ProblemError(
        problem("lab-detector", "the detector did not start", { path: file, got: said.trimEnd() }),
      );
    }
    if (
      await call("GET", "/healthz").then(
        () => true,
        () => false,
      )
    )
      return running;
    await new Promise((next) => setTimeout(next, 200));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  // the wrapper, nsenter and node are one group
  if (child.pid) process.kill(-child.pid, "SIGTERM");
  await exit;
}

/** By curl, which can be put into the lab's network; what is secret comes to it by standard input. */
function curl({ settings, token, entered = [] }: ServeOptions, path: string, more: string[]): Started {
  const [program = "", ...args] = [...entered, "curl", "-sS", "-K", "-"];
  const started = start(program, args);
  const lines = [
    `url = "http://${settings.address}:${settings.port}${path}"`,
    `header = "Authorization: Bearer ${readFileSync(token, "utf8").trim()}"`,
    ...more,
  ];
  started.stdin.end(`${lines.join("\n")}\n`);
  return started;
}

function callerOf(options: ServeOptions): RunningDetector["call"] {
  return async <T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> => {
    const more = [`request = "${method}"`, 'write-out = "\\n%{http_code}"', "max-time = 20"];
    if (body !== undefined)
      more.push(
        'header = "Content-Type: application/json"',
        `data = ${JSON.stringify(JSON.stringify(body))}`,
      );
    const { stdout, ended } = curl(options, path, more);
    const chunks: Buffer[] = [];
    stdout.on("data", (chunk) => chunks.push(chunk));
    await ended;
    const [, text = "", status = ""] = /^([\s\S]*)\n(\d+)$/.exec(Buffer.concat(chunks).toString()) ?? [];
    if (/^2/.test(status)) return (text.startsWith("{") ? JSON.parse(text) : text) as T;
    throw new ProblemError(
      problem("lab-detector-api", "the detector refused a request", {
        path: `${method} ${path}`,
        got: `${status || "no answer"} ${text.slice(0, 300)}`,
      }),
    );
  };
}

function follow(options: ServeOptions, onEvent: (event: AnomalyEvent) => void): () => void {
  const { stdout, kill } = curl(options, "/api/v1/events", ["no-buffer"]);
  createInterface({ input: stdout }).on("line", (line) => {
    if (line.startsWith("data: ")) onEvent(JSON.parse(line.slice(6)) as AnomalyEvent);
  });
  return () => kill("SIGTERM");
}
