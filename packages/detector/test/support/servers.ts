import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { getTool } from "@logstead/tools";

/*
 * Real servers on loopback, each in a folder of its own. PostgreSQL refuses to run as root; a user namespace
 * in which root has another number satisfies it without giving files away.
 */
export interface Server {
  url: string;
  /** As the kernel does it when memory is short. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

const asNobody =
  process.getuid?.() === 0 ? ["unshare", "--user", "--map-user=65534", "--map-group=65534"] : [];

export async function postgresql(): Promise<Server> {
  const [postgres, initdb] = await Promise.all([getTool("postgres"), getTool("initdb")]);
  const folder = mkdtempSync(join(tmpdir(), "logstead-postgresql-"));
  const data = join(folder, "data");
  const [file = "", ...args] = [
    ...asNobody,
    initdb.path,
    "-D",
    data,
    "-A",
    "trust",
    "-U",
    "logstead",
    "--no-sync",
  ];
  execFileSync(file, args, { stdio: "pipe" });
  const port = await freePort();
  const command = [
    ...asNobody,
    postgres.path,
    "-D",
    data,
    "-k",
    folder,
    "-p",
    String(port),
    "-h",
    "127.0.0.1",
  ];
  return server(folder, port, command, `postgresql://127.0.0.1:${port}/postgres`);
}

export async function redis(): Promise<Server> {
  const { path } = await getTool("redis-server");
  const folder = mkdtempSync(join(tmpdir(), "logstead-redis-"));
  const port = await freePort();
  const options = ["--dir", folder, "--bind", "127.0.0.1", "--appendonly", "yes", "--save", ""];
  return server(folder, port, [path, "--port", String(port), ...options], `redis://127.0.0.1:${port}`);
}

async function server(folder: string, port: number, command: string[], url: string): Promise<Server> {
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  const made: Server = {
    url,
    kill: () => end("SIGKILL"),
    async start() {
      child = spawn(command[0] as string, command.slice(1), { stdio: "ignore" });
      await reachable(port);
    },
    async remove() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await made.start();
  return made;
}

/** Waits until something listens; gives up after half a minute. */
export async function reachable(port: number): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const open = await new Promise<boolean>((done) => {
      const socket = createConnection(port, "127.0.0.1", () => {
        socket.destroy();
        done(true);
      }).on("error", () => done(false));
    });
    if (open) return;
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`nothing listens on ${port}`);
}

/** Waits until something is so, and says what it waited for if it never is. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  seconds = 30,
): Promise<Exclude<Awaited<T>, false | undefined | null | 0 | "">> {
  const deadline = performance.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer as Exclude<Awaited<T>, false | undefined | null | 0 | "">;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s for: ${what}`, { cause: last });
    await new Promise((again) => setTimeout(again, 25));
  }
}
