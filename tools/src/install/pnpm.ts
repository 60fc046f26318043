import { chmodSync, copyFileSync, existsSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ProblemError, problem, repoRoot } from "@logstead/base";
import { lockFiles } from "../key.ts";
import { binOf, pathWith, step } from "../run.ts";
import type { Source } from "../types.ts";
import { which } from "../which.ts";
import type { Job } from "./job.ts";

function findPnpm(tool: string): string {
  const ours = join(repoRoot, ".tools/toolchain/bin/pnpm");
  const pnpm = existsSync(ours) ? ours : which("pnpm");
  if (pnpm) return pnpm;
  throw new ProblemError(
    problem("tools.no-pnpm", `${tool} is installed with pnpm, and the toolchain is not here`, {
      file: ours,
      fix: "./logstead version   (it fetches Node and pnpm)",
    }),
  );
}

/**
 * The folder brings a Node of its own among its packages: native modules fit exactly one, and the entry
 * can be used on a host that has none. `nodedir`: its headers serve what has to be compiled.
 */
export async function installPnpm(job: Job<Extract<Source, { kind: "pnpm" }>>): Promise<void> {
  const { tool, source, into, root, log, signal } = job;
  for (const file of lockFiles(source)) copyFileSync(join(root, file), join(into, basename(file)));
  const nodeHome = dirname(dirname(process.execPath));
  const env = {
    ...process.env,
    ...pathWith(dirname(process.execPath)),
    npm_config_nodedir: nodeHome,
    CI: "1",
  };
  const flags = ["--frozen-lockfile", "--prod", "--reporter=append-only"];
  await step(log, findPnpm(tool.name), ["install", ...flags], { cwd: into, env, signal });
  for (const { name } of tool.programs) {
    const program = join(binOf(into), name);
    writeFileSync(program, launcher(source.main));
    chmodSync(program, 0o755);
  }
}

/** Finds everything from where it lies itself, so the folder can be renamed, copied and mounted. */
const launcher = (main: string) => `#!/bin/sh
here=$(dirname -- "$(readlink -f -- "$0")")/..
exec "$here"/node_modules/node-linux-*/bin/node "$here/${main}" "$@"
`;
