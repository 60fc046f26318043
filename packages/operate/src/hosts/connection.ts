import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { SiteHost } from "@logstead/inventory";
import { type Ran, sshCommand } from "./ssh.ts";

/** A command line that runs on a host for as long as it is talked to, as its deploy user; `ended`: how it ended. */
export function connect(
  host: SiteHost,
  command: string,
): { child: ChildProcessWithoutNullStreams; ended: Promise<Ran> } {
  const child = spawn("ssh", sshCommand(host, command), { stdio: ["pipe", "pipe", "pipe"] });
  // it may end without reading its input
  child.stdin.on("error", () => {});
  return { child, ended: ended(child) };
}

/** How a process ended, with the last of what it said; its output is somebody else's. */
export function ended(child: ChildProcess): Promise<Ran> {
  let stderr = "";
  child.stderr?.on("data", (data) => {
    stderr = (stderr + data).slice(-4000);
  });
  return new Promise((done) => {
    const end = (code: number) => done({ code, stdout: "", stderr });
    child.once("error", () => end(127));
    child.once("close", (code) => end(code ?? 137));
  });
}
