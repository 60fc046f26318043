/** Asks before anything is taken off a host; where nobody can be asked, the answer is no. */
export async function confirmed(units: string[]): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({
    message: `Take off their hosts, with their data kept: ${units.join(", ")}?`,
    initialValue: false,
    output: process.stderr,
  });
  return !isCancel(answer) && answer;
}
