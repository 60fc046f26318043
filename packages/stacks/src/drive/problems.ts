import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import type { Site } from "@logstead/inventory";

interface Locked {
  problem: Problem;
  owner?: { host: string; pid: number };
}

/** Pulumi's own lock, where that is what kept a run from starting. */
export function lockedProblem(site: Site, error: Error): Locked | undefined {
  const { message } = error;
  if (!/currently locked by|Another update is currently in progress/.test(message)) return undefined;
  const [, user = "", host = "", pid = "", at = ""] =
    /created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/.exec(message) ?? [];
  return {
    problem: problem("stack-locked", `Somebody else is changing the stack '${site.environment}'.`, {
      ...(pid && { got: `${user}@${host}, pid ${pid}, since ${at}` }),
      fix: `wait until that has ended; if it is no longer there: (cd infra/homelab && pulumi cancel --stack ${site.environment})`,
    }),
    ...(pid && { owner: { host, pid: Number(pid) } }),
  };
}

/** Whether a lock was left by a killed run on this machine: our own lock ended with that run, so nobody is working there. */
export function freeOfTheDead({ owner }: Locked): boolean {
  return owner !== undefined && owner.host === hostname() && !existsSync(`/proc/${owner.pid}`);
}

/** What Pulumi said when it failed as a whole, without its log. */
export function stackProblem(site: Site, error: Error, told: string[] = []): ProblemError {
  if (error instanceof ProblemError) return error;
  const text = told.length > 0 ? told.join("\n") : error.message;
  if (/incorrect passphrase|passphrase must be set/.test(text))
    return new ProblemError(
      problem("stack-passphrase", `The passphrase of the stack '${site.environment}' is not the right one.`, {
        want: "the passphrase that the stack was made with, in PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
        fix: `export PULUMI_CONFIG_PASSPHRASE_FILE=…   or remove \`encryptionsalt\` from infra/homelab/Pulumi.${site.environment}.yaml for a new stack`,
      }),
    );
  const lines = text
    .split("\n")
    .map((line) => line.replace(/^(?: *(?:error|stderr):)+ */i, "").trimEnd())
    .filter((line) => line.trim() !== "" && !/^(code:|stdout:|warning:)/.test(line));
  return new ProblemError(
    problem("stack-failed", `Pulumi could not work on the stack '${site.environment}'.`, {
      got: lines.slice(-12).join("\n        "),
    }),
    ExitCode.outside,
  );
}
