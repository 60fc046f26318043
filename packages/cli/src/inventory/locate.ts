import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { ExitCode, ProblemError, problem, repoRoot } from "@logstead/base";

const folder = join(repoRoot, "infra/environments");

/** The environments of this clone, by the names of their files. */
export function environments(): string[] {
  return readdirSync(folder)
    .filter((name) => /^[a-z][a-z0-9-]*\.yaml$/.test(name))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();
}

/** The inventory file of an environment, or of a path: whatever has a slash or ends in .yaml is a path. */
export function inventoryFile(nameOrPath: string): string {
  if (/[/\\]|\.ya?ml$/.test(nameOrPath) || existsSync(nameOrPath)) return nameOrPath;
  const file = join(folder, `${nameOrPath}.yaml`);
  if (existsSync(file)) return relative(process.cwd(), file) || file;
  throw new ProblemError(
    problem("no-such-environment", `there is no environment '${nameOrPath}'`, {
      got: nameOrPath,
      want: `one of: ${environments().join(", ")}, or the path of an inventory file`,
      fix: `./logstead init --name ${nameOrPath}   makes one`,
    }),
    ExitCode.usage,
  );
}
