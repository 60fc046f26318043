import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { ProblemError } from "@logstead/base";
import type { SiteHost } from "@logstead/inventory";
import { ended } from "./connection.ts";
import { sshProblem } from "./problems.ts";
import { quote, sshCommand } from "./ssh.ts";

/** Runs a script on a host as root and keeps what it prints in a file that only its owner reads. */
export const intoFile = (host: SiteHost, what: string, script: string, file: string) =>
  streamed(host, what, script, file, "w");

/** Runs a script on a host as root with a file as its input. */
export const fromFile = (host: SiteHost, what: string, script: string, file: string) =>
  streamed(host, what, script, file, "r");

/** The script is an argument, since input or output is the file's: nothing secret may be in it. */
async function streamed(host: SiteHost, what: string, script: string, file: string, mode: "r" | "w") {
  const opened = openSync(file, mode, 0o600);
  const child = spawn("ssh", sshCommand(host, `sudo -n sh -c ${quote(`set -e; ${script}`)}`), {
    stdio: mode === "w" ? ["ignore", opened, "pipe"] : [opened, "ignore", "pipe"],
  });
  const ran = await ended(child);
  closeSync(opened);
  if (ran.code !== 0) throw new ProblemError(sshProblem(host, what, ran));
}
