import type { FileDiff } from "./diff.ts";
import type { ValueChange } from "./values.ts";

export interface DiffCounts {
  added: number;
  removed: number;
  changed: number;
}

export function countFiles(diffs: readonly FileDiff[]): DiffCounts {
  const of = (status: FileDiff["status"]) => diffs.filter((diff) => diff.status === status).length;
  return { added: of("added"), removed: of("removed"), changed: of("changed") };
}

/** For a terminal: a line for each file, its changes below. */
export function diffText(diffs: readonly FileDiff[]): string {
  if (diffs.length === 0) return "no changes\n";
  const files = diffs.map((diff) =>
    [`${sign[diff.status]} ${diff.path}  (${detail(diff)})`, ...indented(body(diff))].join("\n"),
  );
  return `${files.join("\n")}\n${summary(diffs)}\n`;
}

/** For other programs. */
export function diffJson(diffs: readonly FileDiff[]): string {
  const exact = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
  return `${JSON.stringify({ counts: countFiles(diffs), files: diffs }, exact, 2)}\n`;
}

/** GitHub cuts a comment at 65,536 characters; what does not fit is counted. */
const room = 60_000;

/** For a pull request: counts on top, each file in a collapsible section. */
export function diffMarkdown(diffs: readonly FileDiff[], title = "Rendered files"): string {
  const lines = [`### ${title}: ${summary(diffs)}`, ""];
  let used = 0;
  let left = 0;
  for (const diff of diffs) {
    const block = fenced(body(diff).join("\n"));
    const head = `<summary>${sign[diff.status]} <code>${html(diff.path)}</code> (${html(detail(diff))})</summary>`;
    const text = `<details>${head}\n\n${block}\n\n</details>`;
    used += text.length;
    if (used > room) left++;
    else lines.push(text);
  }
  if (left > 0)
    lines.push("", `${left} more ${left === 1 ? "file is" : "files are"} not shown: too long for a comment.`);
  return `${lines.join("\n").trimEnd()}\n`;
}

const sign = { added: "+", removed: "-", changed: "~" } as const;

function summary(diffs: readonly FileDiff[]): string {
  const { added, removed, changed } = countFiles(diffs);
  if (diffs.length === 0) return "no changes";
  return `${diffs.length} ${diffs.length === 1 ? "file" : "files"}: ${added} added, ${changed} changed, ${removed} removed`;
}

function detail(diff: FileDiff): string {
  const unit = diff.values ? "values" : "lines";
  const parts = [
    diff.added > 0 && `+${diff.added}`,
    diff.removed > 0 && `-${diff.removed}`,
    diff.changed > 0 && `~${diff.changed}`,
  ].filter((part) => part !== false);
  if (parts.length > 0) return `${parts.join(" ")} ${unit}`;
  if (diff.values) return "comments, order or layout only";
  return diff.mode || diff.owner ? "mode or owner only" : "empty";
}

function body(diff: FileDiff): string[] {
  return [
    ...(diff.mode ? [`mode: ${diff.mode.before} → ${diff.mode.after}`] : []),
    ...(diff.owner ? [`owner: ${diff.owner.before} → ${diff.owner.after}`] : []),
    ...(diff.values ?? []).map(valueLine),
    ...(diff.text ? diff.text.split("\n") : []),
  ];
}

function valueLine({ kind, path, before, after }: ValueChange): string {
  const at = path === "" ? "the whole file" : path;
  if (kind === "added") return `+ ${at}: ${shown(after)}`;
  if (kind === "removed") return `- ${at}: ${shown(before)}`;
  const same = shown(before) === shown(after);
  return same
    ? `~ ${at}: ${shown(before)} (a different value)`
    : `~ ${at}: ${shown(before)} → ${shown(after)}`;
}

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item)) ??
  String(value);

const indented = (lines: string[]) => lines.map((line) => `    ${line}`);

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}diff\n${text}\n${fence}`;
}

const html = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
