import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { run } from "@logstead/base/process";
import type { ToolPath } from "@logstead/tools";
import type { RenderedTree } from "../tree/tree.ts";
import type { Job } from "./checker.ts";

/** A program that takes longer for one file is taken to hang. */
const patience = 120_000;

/** Runs `work` with a file laid out in a temporary folder. */
export async function withJob<T>(
  file: { path: string; text: string },
  tool: ToolPath | undefined,
  tree: () => string,
  work: (job: Job) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-verify-"));
  try {
    return await work({
      ...file,
      folder,
      tree,
      write(name, text, mode = 0o644) {
        const path = join(folder, name);
        writeFileSync(path, text, { mode });
        return path;
      },
      run: (args, options = {}) => runChecker(tool?.path ?? "", args, { ...options, path: tool?.env.PATH }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runChecker(
  file: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string>; path: string | undefined },
) {
  const { code, stdout, stderr } = await run(file, args, {
    cwd: options.cwd,
    timeoutMs: patience,
    env: {
      ...process.env,
      NO_COLOR: "1",
      LC_ALL: "C.UTF-8",
      ...(options.path !== undefined && { PATH: `${options.path}${delimiter}/usr/sbin${delimiter}/sbin` }),
      ...options.env,
    },
  });
  return { code, out: stdout + stderr };
}

/** The files of a tree that belong to no host, written to disk on first use. */
export function treeOnDisk(tree: RenderedTree): { folder: () => string; remove: () => void } {
  let folder: string | undefined;
  return {
    folder() {
      if (folder !== undefined) return folder;
      folder = mkdtempSync(join(tmpdir(), "logstead-tree-"));
      for (const [path, { content }] of tree.files) {
        if (path.startsWith("hosts/")) continue;
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      return folder;
    },
    remove: () => folder !== undefined && rmSync(folder, { recursive: true, force: true }),
  };
}
