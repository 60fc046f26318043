import { repoRoot } from "@logstead/base";
import { execa } from "execa";
import { testSite } from "./site.ts";

/** A line of shell as a person types it, after `eval "$(./logstead env)"`. */
export async function byHand(line: string, { cwd = ".", env = {} }: ByHandOptions = {}) {
  const { file } = testSite();
  const script = `set -e; eval "$(./logstead env --env ${file})"; cd ${cwd}; ${line}`;
  const ran = await execa("bash", ["-c", script], { cwd: repoRoot, reject: false, env });
  return { code: ran.exitCode, said: `${ran.stdout}\n${ran.stderr}` };
}

interface ByHandOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** `pulumi …` in the project's folder. */
export const pulumi = (line: string, env: Record<string, string> = {}) =>
  byHand(line, { cwd: "infra/homelab", env });
