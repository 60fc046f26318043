/** Asks before anything is taken off a host. */
export const confirmed = (what: string[]): Promise<boolean> =>
  asked(`Take off their hosts, with their data kept: ${what.join(", ")}?`);

/** Asks for a yes; where nobody can be asked, the answer is no. */
export async function asked(message: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({ message, initialValue: false, output: process.stderr });
  return !isCancel(answer) && answer;
}
