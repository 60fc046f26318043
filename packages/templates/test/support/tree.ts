import { type RenderedFile, type RenderedTree, renderedTree } from "../../src/index.ts";

/** A tree of texts; a mode other than 0644 stands beside its content. */
export function treeOf(files: Record<string, string | RenderedFile>): RenderedTree {
  const result = renderedTree(
    Object.entries(files).map(
      ([path, file]) => [path, typeof file === "string" ? { content: file, mode: 0o644 } : file] as const,
    ),
  );
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.tree;
}
