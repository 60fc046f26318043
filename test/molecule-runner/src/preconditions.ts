import { type Problem, ProblemError, problem } from "@logstead/base";
import { type Lab, openLab } from "@logstead/lab";
import { type GetOptions, getTool } from "@logstead/tools";

export interface Ready {
  lab: Lab;
  /** PATH with Molecule and Ansible. */
  path: string;
}

/** What every run needs; all that is missing is told at once. */
export async function preconditions(labName?: string, options: GetOptions = {}): Promise<Ready> {
  const problems: Problem[] = [];
  const collect = (error: unknown): undefined => {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(...error.problems);
  };
  const root = process.getuid?.() === 0;
  if (!root)
    problems.push(
      problem("molecule-root", "the lab's hosts are reached as root only", {
        got: `user id ${process.getuid?.()}`,
        want: "user id 0",
        fix: "sudo -E ./logstead molecule …",
      }),
    );
  let lab: Lab | undefined;
  try {
    lab = openLab(labName);
  } catch (error) {
    collect(error);
  }
  // another user's cache would get a program that only root can use here
  const tool = root ? await getTool("molecule", options).catch(collect) : undefined;
  if (problems.length > 0 || !lab || !tool) throw new ProblemError(problems);
  return { lab, path: tool.env.PATH };
}
