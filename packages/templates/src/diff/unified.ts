import { structuredPatch } from "diff";

/** A unified diff as `diff -u` writes it, and how many lines it adds and removes. */
export function unified(path: string, before: string, after: string) {
  const { hunks } = structuredPatch(path, path, before, after, "", "", { context: 3 });
  const lines = hunks.flatMap((hunk) => [
    `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`,
    ...hunk.lines,
  ]);
  const count = (sign: string) =>
    hunks.flatMap((hunk) => hunk.lines).filter((line) => line.startsWith(sign)).length;
  return { text: lines.join("\n"), added: count("+"), removed: count("-") };
}

/** Of no lines at all, the place is the line before. */
const range = (start: number, length: number) =>
  length === 1 ? `${start}` : `${length === 0 ? start - 1 : start},${length}`;
