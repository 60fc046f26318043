import { structuredPatch } from "diff";

/** A unified diff as `diff -u` writes it, and how many lines it adds and removes. */
export function unified(path: string, before: string, after: string) {
  // Two files with nothing in common are compared in quadratic time, for a diff that nobody reads.
  const limit = { context: 3, maxEditLength: 5000 };
  const patch = structuredPatch(path, path, before, after, "", "", limit);
  if (!patch)
    return {
      text: "(too many lines differ to show them)",
      added: lineCount(after),
      removed: lineCount(before),
    };
  const { hunks } = patch;
  const lines = hunks.flatMap((hunk) => [
    `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`,
    ...hunk.lines,
  ]);
  const count = (sign: string) =>
    hunks.flatMap((hunk) => hunk.lines).filter((line) => line.startsWith(sign)).length;
  return { text: lines.join("\n"), added: count("+"), removed: count("-") };
}

const lineCount = (text: string) => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

/** An empty range is placed at the line before it. */
const range = (start: number, length: number) =>
  length === 1 ? `${start}` : `${length === 0 ? start - 1 : start},${length}`;
