import { type Problem, problem } from "@logstead/base";

/** The writer's own file, beside the rendered ones. */
export const manifestName = ".logstead-manifest.json";

/** Problems of a tree's paths: each must be relative, plain and unique. */
export function checkPaths(paths: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const folders = new Map<string, string>();
  for (const path of paths) {
    const why = wrong(path);
    if (why) problems.push(problem("tree-path", `A rendered file cannot be at this path: ${why}.`, { path }));
    if (seen.has(path))
      problems.push(problem("tree-path-twice", "Two rendered files have this path.", { path }));
    seen.add(path);
    // From the deepest up to a known folder: all above it are known too.
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (folders.has(folder)) break;
      folders.set(folder, path);
    }
  }
  for (const path of seen) {
    const below = folders.get(path);
    if (below !== undefined)
      problems.push(problem("tree-path-twice", `This path is a file, and the folder of ${below}.`, { path }));
  }
  return problems;
}

function wrong(path: string): string | undefined {
  const parts = path.split("/");
  if (path.startsWith("/")) return "it is not relative";
  if (parts.includes("..")) return "it leads out of its folder";
  if (parts.some((part) => part === "" || part === ".")) return "it has an empty part";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return "it has a control character or a backslash";
  if (parts.some((part) => Buffer.byteLength(part) > 255)) return "a part of it is longer than 255 bytes";
  return path === manifestName ? "the writer keeps its manifest there" : undefined;
}
