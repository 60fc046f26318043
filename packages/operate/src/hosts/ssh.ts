import { spawn } from "node:child_process";
import { type Problem, ProblemError } from "@logstead/base";
import { type SiteHost, sshArgs } from "@logstead/inventory";
import { sshProblem } from "./problems.ts";

export interface Ran {
  /** 255 when ssh itself failed. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface SshOptions {
  input?: string | undefined;
  /** The deploy user by default. */
  user?: string | undefined;
  /** Options of ssh in front of all others: of an option given twice, ssh takes the first. */
  before?: string[] | undefined;
  env?: NodeJS.ProcessEnv | undefined;
  timeoutMs?: number | undefined;
  /** Called with each whole line of standard output as it comes. */
  onLine?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
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

/** Runs a command line on a host as its deploy user; whatever it answers is the result. */
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

export function run(program: string, args: string[], options: SshOptions = {}): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: options.env ?? process.env,
      ...(options.timeoutMs && { timeout: options.timeoutMs, killSignal: "SIGKILL" as const }),
      ...(options.signal && { signal: options.signal }),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let rest = "";
    child.stdout.on("data", (chunk: Buffer) => {
      if (!options.onLine) return void out.push(chunk);
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) options.onLine(line);
    });
    child.stderr.on("data", (chunk) => err.push(chunk));
    // a program may end without reading its input
    child.stdin.on("error", () => {});
    child.on("error", (error) => {
      if (options.signal?.aborted) done({ code: 130, stdout: "", stderr: "" });
      else fail(error);
    });
    child.on("close", (code) => {
      if (rest !== "") options.onLine?.(rest);
      done({
        code: code ?? 137,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
    child.stdin.end(options.input);
  });
}

/** One word of a shell's command line. */
export const quote = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
