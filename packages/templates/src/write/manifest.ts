import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { manifestName } from "../tree/paths.ts";
import type { RenderedTree } from "../tree/tree.ts";

/** What was written last, kept in the folder and committed with it. */
export interface Manifest {
  version: 1;
  tree: string;
  /** The owner on the host is left out where it is root. */
  files: Record<string, { sha256: string; mode: string; owner?: string; component?: string }>;
}

export function manifestOf(tree: RenderedTree): Manifest {
  const files = [...tree.files].map(([path, { mode, owner, component }]) => {
    const sha256 = tree.hashes.get(path) as string;
    const whose = owner === undefined || owner === "root:root" ? {} : { owner };
    return [
      path,
      { sha256, mode: `0${mode.toString(8)}`, ...whose, ...(component && { component }) },
    ] as const;
  });
  return { version: 1, tree: tree.hash, files: Object.fromEntries(files) };
}

/** One line for each file, so that a change of one file changes one line. */
export function manifestText({ version, tree, files }: Manifest): string {
  const lines = Object.entries(files).map(
    ([path, file]) => `    ${JSON.stringify(path)}: ${JSON.stringify(file)}`,
  );
  const body = lines.length > 0 ? `{\n${lines.join(",\n")}\n  }` : "{}";
  return `{\n  "version": ${version},\n  "tree": ${JSON.stringify(tree)},\n  "files": ${body}\n}\n`;
}

/** The manifest of a folder, or undefined where nothing was written yet. */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, manifestName);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  try {
    const read = JSON.parse(text) as Manifest;
    if (read.version === 1 && typeof read.files === "object" && read.files !== null) return read;
  } catch {
    // Reported below, like any content that is no manifest.
  }
  throw new ProblemError(
    problem("manifest-unreadable", "This is not a manifest of rendered files.", {
      file,
      fix: "Restore it from version control, or delete it and render with --force",
    }),
  );
}
