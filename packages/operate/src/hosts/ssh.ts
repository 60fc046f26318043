import { type Problem, ProblemError } from "@logstead/base";
import { type Ran, type RunOptions, run } from "@logstead/base/process";
import { type SiteHost, sshArgs } from "@logstead/inventory";
import { sshProblem } from "./problems.ts";

export interface SshOptions extends Omit<RunOptions, "cwd" | "into"> {
  /** The deploy user by default. */
  user?: string | undefined;
  /** Options of ssh in front of all others: of an option given twice, ssh takes the first. */
  before?: string[] | undefined;
}

/** Long enough for a machine that wakes up, short enough for one that is switched off. */
const connectSeconds = 8;

const always = [
  "-T",
  "-o",
  "BatchMode=yes",
  "-o",
  `ConnectTimeout=${connectSeconds}`,
  "-o",
  "ServerAliveInterval=10",
  "-o",
  "ServerAliveCountMax=3",
  "-o",
  "LogLevel=ERROR",
];

/** Runs a command line on a host as its deploy user; whatever it answers is the result, 255 when ssh itself failed. */
export function onHost(host: SiteHost, command: string, options: SshOptions = {}): Promise<Ran> {
  return run("ssh", [...(options.before ?? []), ...sshCommand(host, command, options.user)], options);
}

/** What follows `ssh` to run a command line on a host. */
export const sshCommand = (host: SiteHost, command: string, user?: string): string[] => [
  ...always,
  ...sshArgs(host, user),
  command,
];

/** As `onHost`, as root, with the script on standard input: nothing of it is in a list of processes. */
export function scriptOnHost(host: SiteHost, script: string, options: SshOptions = {}): Promise<Ran> {
  return onHost(host, "sudo -n sh -s", { ...options, input: script });
}

/** As `scriptOnHost`; anything but success is a problem that names the host and what was tried. */
export async function mustOnHost(
  host: SiteHost,
  what: string,
  script: string,
  options: SshOptions = {},
): Promise<string> {
  const ran = await scriptOnHost(host, script, options);
  if (ran.code === 0) return ran.stdout;
  throw new ProblemError(failure(host, what, ran));
}

export const failure = (host: SiteHost, what: string, ran: Ran): Problem => sshProblem(host, what, ran);

/** One word of a shell's command line. */
export const quote = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
