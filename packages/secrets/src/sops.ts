import { ProblemError, problem } from "@logstead/base";
import { type GetOptions, getTool } from "@logstead/tools";
import { execa } from "execa";
import { ageKeyFile } from "./age-key.ts";

/**
 * Runs the real sops; whatever is secret goes in by `input` and comes out by stdout, never by an argument.
 * Only stderr is shown on failure: sops names files and keys there, no values.
 */
export async function sops(
  args: string[],
  options: { file: string; input?: string; progress?: GetOptions },
): Promise<string> {
  const tool = await getTool("sops", options.progress);
  const result = await execa(tool.path, args, {
    env: { ...tool.env, SOPS_AGE_KEY_FILE: ageKeyFile(), SOPS_DISABLE_VERSION_CHECK: "1" },
    input: options.input ?? "",
    reject: false,
    stripFinalNewline: false,
  });
  if (result.exitCode === 0) return result.stdout;
  throw new ProblemError(why(result.stderr, args[0] ?? "", options.file));
}

function why(stderr: string, verb: string, file: string) {
  const more = { file, got: stderr.trim().split("\n").slice(0, 12).join("\n        ") };
  if (/MAC mismatch/i.test(stderr))
    return problem("secrets-damaged", "the SOPS file was changed without sops", {
      ...more,
      fix: `restore it: git checkout -- ${file}`,
    });
  if (
    /0 successful groups|no identity matched|failed to (?:load|open|read) age|Failed to get the data key/i.test(
      stderr,
    )
  )
    return problem("secrets-locked", "no key on this computer opens the SOPS file", {
      ...more,
      want: `an identity in ${ageKeyFile()} (or SOPS_AGE_KEY_FILE) for one of the file's recipients`,
      fix: "./logstead secrets key   prints your public key; a present recipient adds it to secrets.recipients and runs ./logstead secrets ensure",
    });
  return problem("sops-failed", `sops ${verb} failed`, more);
}
