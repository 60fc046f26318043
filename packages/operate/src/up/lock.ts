import { ExitCode, lockOwner, ProblemError, problem, stateDir, withLock } from "@logstead/base";

/** The lock that a run on an environment holds, in this state folder. */
export const runLock = (environment: string) => `environment ${stateDir("stacks")} ${environment}`;

/** Only one run at a time may change an environment; a second is told who holds the lock and fails at once. */
export async function alone<T>(environment: string, work: () => Promise<T>): Promise<T> {
  const name = runLock(environment);
  const owner = await lockOwner(name);
  if (owner !== undefined) throw new ProblemError(busy(environment, owner), ExitCode.outside);
  // of two that start at the same moment, the second waits
  return withLock(name, work);
}

const busy = (environment: string, owner: string) =>
  problem("environment-busy", `Another run is changing '${environment}'.`, {
    got: owner,
    fix: "wait until it has ended, then run the same command again",
  });
