import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repoRoot } from "@logstead/base";
import { execa, type Options } from "execa";
import { onTestFinished } from "vitest";

/** A new clone as git would make it: the files it knows, and nothing that was installed. */
export async function cloneHere(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-clone-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const listed = await execa("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: repoRoot,
  });
  for (const file of listed.stdout.split("\n").filter((name) => existsSync(join(repoRoot, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(repoRoot, file), join(folder, file), { verbatimSymlinks: true });
  }
  return folder;
}

/** The clone with the toolchain of this one, for what is not about getting it. */
export async function cloneWithToolchain(): Promise<string> {
  const folder = await cloneHere();
  mkdirSync(join(folder, ".tools"));
  symlinkSync(join(repoRoot, ".tools/toolchain"), join(folder, ".tools/toolchain"));
  return folder;
}

/** The caller's PATH without this clone's own programs: the wrapper must find or get its own. */
const outsidePath = (process.env.PATH ?? "")
  .split(":")
  .filter((part) => !part.startsWith(repoRoot))
  .join(":");

export function wrapper(folder: string, args = ["version"], options: Options = {}) {
  const env = { PATH: outsidePath, FORCE_COLOR: undefined, NODE_COMPILE_CACHE: undefined, ...options.env };
  return execa(join(folder, "logstead"), args, { reject: false, cwd: folder, ...options, env });
}

/** Every file and link that was installed, but for what names the moment. */
export function installed(folder: string): string[] {
  const skip = /(\.logstead-key|\.modules\.yaml|\.pnpm-workspace-state[^/]*|\/\.vite\/.*|\.cache.*)$/;
  // `find` follows no link, as Node's recursive listing does: packages link to one another.
  const folders = ["node_modules", "packages/cli/node_modules", "packages/proof/node_modules"];
  const found = spawnSync("find", [...folders, "-mindepth", "1"], { cwd: folder, maxBuffer: 1e9 });
  return found.stdout
    .toString()
    .split("\n")
    .filter((name) => name !== "" && !skip.test(name))
    .sort();
}
