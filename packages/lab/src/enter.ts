import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { type Ran, type RunOptions, run } from "@logstead/base/process";
import { members } from "./cgroups.ts";
import type { Lab } from "./config.ts";
import { markerPath } from "./host-files.ts";
import { hostOf } from "./plan.ts";

/*
 * As at a host's own console: no network, no SSH, no account. The way into a bare host, and into one
 * whose SSH a role has broken.
 */

/** How to run something of this machine where a host's network is: its loopback is the host's own. */
export const inNetworkOf = (lab: Lab, host: string) => ["nsenter", `--net=/proc/${initOf(lab, host)}/ns/net`];

function initOf(lab: Lab, host: string): number {
  hostOf(lab.started.plan, host);
  const init = members(join(lab.cgroup, `host-${host}`)).find((pid) => isInit(pid));
  if (init !== undefined) return init;
  throw new ProblemError(
    problem("lab-host-down", `${host} is not running`, {
      fix: `./logstead lab up --name ${lab.name} ${host}`,
    }),
  );
}

/** The program and arguments that run `argv` at the host's console as root. */
export function consoleArgs(lab: Lab, host: string, argv: string[]): string[] {
  const init = initOf(lab, host);
  const marked = ["sh", "-c", `test -e ${markerPath} && exec "$@"`, "sh", ...argv];
  return [
    "nsenter",
    `--target=${init}`,
    "--all",
    "--wd=/",
    "env",
    "-i",
    `PATH=${path}`,
    "HOME=/root",
    ...marked,
  ];
}

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export function labConsole(lab: Lab, host: string, argv: string[], options: RunOptions = {}): Promise<Ran> {
  const [program = "", ...args] = consoleArgs(lab, host, argv);
  return run(program, args, options);
}

/** The first process of the innermost PID namespace: lab and host each have one. */
function isInit(pid: number): boolean {
  try {
    const ids =
      /^NSpid:(.*)$/m
        .exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
        ?.trim()
        .split(/\s+/) ?? [];
    return ids.length === 3 && ids.at(-1) === "1";
  } catch {
    return false;
  }
}
