import { closeSync, openSync } from "node:fs";
import { ProblemError } from "@logstead/base";
import { run } from "@logstead/base/process";
import type { SiteHost } from "@logstead/inventory";
import { sshProblem } from "./problems.ts";
import { quote, sshCommand } from "./ssh.ts";

/** Runs a script on a host as root and keeps what it prints in a file that only its owner reads. */
export const intoFile = (host: SiteHost, what: string, script: string, file: string) =>
  streamed(host, what, script, file, "w");

/** Runs a script on a host as root that reads a file of this machine. */
export const fromFile = (host: SiteHost, what: string, script: string, file: string) =>
  streamed(host, what, script, file, "r");

/** The script is an argument, since input or output is the file's: nothing secret may be in it. */
async function streamed(host: SiteHost, what: string, script: string, file: string, mode: "r" | "w") {
  const opened = openSync(file, mode, 0o600);
  try {
    const command = sshCommand(host, `sudo -n sh -c ${quote(`set -e; ${script}`)}`);
    const ran = await run("ssh", command, mode === "w" ? { into: { stdout: opened } } : { input: opened });
    if (ran.code !== 0) throw new ProblemError(sshProblem(host, what, ran));
  } finally {
    closeSync(opened);
  }
}
