import type { Diff } from "@logstead/base/ansible-events";

const around = 1;

/** A diff as a person reads it: what both sides share at the ends is left out but for one line. */
export function diffText(diffs: Diff[], longest = 30): string {
  const lines = diffs.flatMap(one);
  if (lines.length <= longest) return lines.join("\n");
  return [...lines.slice(0, longest), `… ${lines.length - longest} more lines`].join("\n");
}

function one(diff: Diff): string[] {
  if (diff.prepared) return diff.prepared.trimEnd().split("\n");
  const before = linesOf(diff.before);
  const after = linesOf(diff.after);
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  if (start + end === before.length && start + end === after.length) return [];
  const shared = (from: number, to: number) => before.slice(Math.max(0, from), to).map((l) => `  ${l}`);
  const name = diff.after_header ?? diff.before_header;
  return [
    ...(name ? [shortened(name)] : []),
    ...shared(start - around, start),
    ...before.slice(start, before.length - end).map((l) => `- ${l}`),
    ...after.slice(start, after.length - end).map((l) => `+ ${l}`),
    ...shared(before.length - end, before.length - end + around),
  ];
}

/** Ansible names a file's new content after the template it was rendered into, somewhere temporary. */
const shortened = (header: string) =>
  header.replace(/ \(content\)$/, "").replace(/^.*\/ansible-local-[^/]+\/[^/]+\//, "");

function linesOf(value: unknown): string[] {
  if (value === undefined || value === null || value === "") return [];
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return text.replace(/\n$/, "").split("\n");
}
