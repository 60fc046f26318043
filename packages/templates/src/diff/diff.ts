import type { RenderedFile, RenderedTree } from "../tree/tree.ts";
import { type Format, formatOf, parseAs } from "./formats.ts";
import { maskChange, maskPrivateKeys, maskText } from "./secrets.ts";
import { unified } from "./unified.ts";
import { type ValueChange, valueChanges } from "./values.ts";

export interface FileDiff {
  path: string;
  status: "added" | "removed" | "changed";
  format: Format;
  /** Lines, or values where both sides could be read as data. */
  added: number;
  removed: number;
  changed: number;
  /** The values that differ; empty when only comments, order or layout do. */
  values?: ValueChange[];
  /** Unified diff, if there is no data to compare. */
  text?: string;
  mode?: { before: string; after: string };
  owner?: { before: string; after: string };
}

/** What differs between two trees, by path; secrets are masked already. */
export function diffTrees(before: RenderedTree, after: RenderedTree): FileDiff[] {
  const paths = [...new Set([...before.files.keys(), ...after.files.keys()])].sort((a, b) =>
    a < b ? -1 : 1,
  );
  return paths.flatMap((path) => {
    const fileDiff = diffFile(path, before.files.get(path), after.files.get(path));
    return fileDiff ? [fileDiff] : [];
  });
}

function diffFile(path: string, before?: RenderedFile, after?: RenderedFile): FileDiff | undefined {
  const format = formatOf(path);
  if (!before || !after) {
    const status = before ? "removed" : "added";
    return { path, status, format, ...textual(path, before?.content, after?.content) };
  }
  const meta = {
    ...(before.mode !== after.mode && { mode: { before: octal(before.mode), after: octal(after.mode) } }),
    // Files read back from a folder have no owner to compare.
    ...(before.owner !== undefined &&
      after.owner !== undefined &&
      before.owner !== after.owner && { owner: { before: before.owner, after: after.owner } }),
  };
  if (before.content === after.content) {
    return meta.mode || meta.owner
      ? { path, status: "changed", format, added: 0, removed: 0, changed: 0, ...meta }
      : undefined;
  }
  const content = semantic(format, before.content, after.content) ?? {
    ...textual(path, before.content, after.content),
    format: "text" as const,
  };
  return { path, status: "changed", format, ...content, ...meta };
}

function semantic(format: Format, before: string, after: string) {
  const [was, is] = [parseAs(format, before), parseAs(format, after)];
  if (!was || !is) return undefined;
  const values = valueChanges(was.data, is.data);
  const count = (kind: ValueChange["kind"]) => values.filter((change) => change.kind === kind).length;
  const counts = { added: count("added"), removed: count("removed"), changed: count("changed") };
  return { ...counts, values: values.map(maskChange) };
}

function textual(path: string, before = "", after = "") {
  const { text, added, removed } = unified(path, maskPrivateKeys(before), maskPrivateKeys(after));
  return { added, removed, changed: 0, text: maskText(text) };
}

const octal = (mode: number) => `0${mode.toString(8)}`;
