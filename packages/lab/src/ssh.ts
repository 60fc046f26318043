import { existsSync } from "node:fs";
import { ProblemError, problem, writeFileAtomic } from "@logstead/base";
import { type Ran, type RunOptions, run } from "@logstead/base/process";
import type { Lab } from "./config.ts";
import { markerPath } from "./host-files.ts";
import { writeKnownHosts } from "./keys.ts";
import type { LabPaths } from "./paths.ts";
import { hostOf, type LabPlan } from "./plan.ts";

/**
 * ssh, Ansible and Molecule run outside the lab's network and reach in through this file only: the
 * address is used inside the namespace, so a real machine with the same one is never met, and a host
 * is believed only with the key we gave it.
 */
export function writeSshConfig(lab: LabPaths, plan: LabPlan): string {
  const hosts = plan.hosts.map(
    (host) => `Host ${host.name} ${host.address}\n  HostName ${host.address}\n  User ${host.user}\n`,
  );
  const all = [
    `IdentityFile ${lab.key}`,
    "IdentitiesOnly yes",
    "IdentityAgent none",
    "StrictHostKeyChecking yes",
    `UserKnownHostsFile ${lab.knownHosts}`,
    "GlobalKnownHostsFile /dev/null",
    "UpdateHostKeys no",
    "HostKeyAlgorithms ssh-ed25519",
    "LogLevel ERROR",
    "ConnectTimeout 5",
    "ServerAliveInterval 5",
    "ServerAliveCountMax 3",
    `ProxyCommand nsenter --net=${lab.net} socat - TCP:%h:%p`,
  ];
  writeKnownHosts(lab, plan);
  writeFileAtomic(lab.sshConfig, `${hosts.join("\n")}\nHost *\n  ${all.join("\n  ")}\n`, 0o600);
  return lab.sshConfig;
}

/** Arguments of `ssh` up to the host's name; refuses where the lab's network is not there. */
export function sshArgs(lab: Lab, host: string): string[] {
  hostOf(lab.started.plan, host);
  if (!existsSync(lab.net))
    throw new ProblemError(
      problem("lab-down", "the lab is not up", { path: lab.name, fix: "./logstead lab up" }),
    );
  return ["-F", lab.sshConfig, host];
}

export interface ExecOptions extends RunOptions {
  /** `root` by sudo, or the account that provisioning uses. */
  as?: "root" | "login";
}

/** Runs a command on a host over SSH, after checking there that it is a lab host. */
export function labExec(lab: Lab, host: string, argv: string[], options: ExecOptions = {}): Promise<Ran> {
  const { as = "root", ...rest } = options;
  return run("ssh", ["-T", ...sshArgs(lab, host), onLabHost(argv, as)], rest);
}

/** As `labExec`; anything but success is a problem. */
export async function labMust(
  lab: Lab,
  host: string,
  argv: string[],
  options: ExecOptions = {},
): Promise<string> {
  const ran = await labExec(lab, host, argv, options);
  if (ran.code === 0) return ran.stdout;
  throw new ProblemError(
    problem("lab-exec", `a command failed on ${host}`, {
      path: argv.join(" ").slice(0, 300),
      got: `exit ${ran.code}: ${(ran.stderr || ran.stdout).trimEnd().slice(-800)}`,
      want: "exit 0",
    }),
  );
}

export const notALabHost = 86;

/** One shell line: the marker first, then the command. */
export function onLabHost(argv: string[], as: "root" | "login"): string {
  const sudo = as === "root" ? "sudo -n -- " : "";
  const refuse = `{ echo 'this is no lab host: ${markerPath} is missing' >&2; exit ${notALabHost}; }`;
  return `test -e ${markerPath} || ${refuse}; exec ${sudo}${argv.map(quote).join(" ")}`;
}

export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
