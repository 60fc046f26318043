import {
  type Column,
  type ColumnType,
  columnsOf,
  dashEnd,
  maxColumns,
  sourceKey,
  tagEnd,
} from "./columns.ts";
import type { TimeContext } from "./time.ts";

/** The layout of a stream's lines: which columns stand before the message. */
export interface Header {
  kind: "columns" | "json" | "logfmt" | "format" | "mixed" | "none";
  /** Of `format`: the name of the Grok format. */
  format?: string;
  /** Of `mixed`: the header of the lines of each source, by how they start. */
  parts?: Record<string, Header>;
  /** Of `mixed`: how many columns a line has on average. */
  depth?: number;
  /** Of `columns`: the types in order; `word` takes anything. */
  columns: ColumnType[];
  /** Which column names the component, if one does. */
  component: number;
}

export const noHeader: Header = { kind: "none", columns: [], component: -1 };

/** Columns that may be the last one of a header: a word alone cannot. */
const anchors: ReadonlySet<ColumnType> = new Set([
  "time",
  "level",
  "letter",
  "number",
  "bracket",
  "mark",
  "tag",
  "priority",
  "bar",
]);
/** How many of the lines must agree on a column. Some lines of any log are continuations or odd. */
const agree = 0.9;
/**
 * A name before a colon may have a space in it (`syslogd 1.4.1:`, `name[1] (sub):`, `Zygote  :`), so fewer need to
 * show it; still fewer if nearly all others have the colon one or two words later.
 */
const agreeTag = 0.6;
const agreeTagLater = 0.3;

/**
 * Finds the layout by evidence: a column is a part of the header if nearly all lines have the same kind of
 * thing there, and if what ends the header is more than a word.
 * @param lines the first lines of a stream, some dozens at least
 */
export function detectHeader(lines: readonly string[], context: TimeContext): Header {
  const some = lines.filter((line) => line.trim() !== "");
  if (some.length === 0) return noHeader;
  const json = some.filter((line) => /^\s*\{.*\}\s*$/.test(line)).length;
  if (json >= agree * some.length) return { ...noHeader, kind: "json" };
  const logfmt = some.filter(isLogfmt).length;
  if (logfmt >= agree * some.length) return { ...noHeader, kind: "logfmt" };
  const rows = some.map((line) => columnsOf(line, context));
  const columns: ColumnType[] = [];
  let ends = 0;
  let tagged = false;
  for (let i = 0; i < maxColumns; i++) {
    const votes = new Map<ColumnType, number>();
    for (const row of rows) {
      const type = row[i]?.type;
      if (type) votes.set(type, (votes.get(type) ?? 0) + 1);
    }
    const [type, count] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ["word", 0];
    const share = count / rows.length;
    // A quotation is something said, not a column.
    if (type === "quote" || (tagged && type !== "level")) break;
    const values = new Set(rows.map((row, r) => cellText(row[i], some[r] as string)));
    // A number is a column next to a time or a number; elsewhere it is one of the message's.
    const numberOfMessage =
      type === "number" && i > 0 && !(i === ends && /time|number/.test(columns[i - 1] ?? ""));
    if (share >= agree && anchors.has(type) && !numberOfMessage) {
      columns.push(type);
      ends = i + 1;
      if (type === "tag") tagged = true;
      continue;
    }
    if (columns.includes("time") && isTag(rows, some, i)) {
      columns.push("tag");
      ends = i + 1;
      tagged = true;
      continue;
    }
    if (type === "word" && columns.includes("time") && isDashed(rows, some, i)) {
      columns.push("dashed");
      ends = i + 1;
      tagged = true;
      continue;
    }
    columns.push("word");
    if (padded(rows, some, i) && values.size <= Math.max(8, rows.length / 20) && columns.includes("time"))
      ends = i + 1;
  }
  columns.length = ends;
  if (!columns.includes("time") && !columns.includes("level") && !columns.includes("priority")) {
    return noHeader;
  }
  return { kind: "columns", columns, component: componentOf(columns) };
}

/** Whether names that end with a colon stand at a column. */
function isTag(rows: Column[][], texts: readonly string[], i: number): boolean {
  const straight = rows.filter((row) => row[i]?.type === "tag").length / rows.length;
  if (straight < agreeTagLater || straight >= agreeTag) return straight >= agreeTag;
  return rows.filter((row, r) => tagEnd(row, i, texts[r] as string) >= 0).length >= agree * rows.length;
}

/** Whether names of one to three words that end with a dash stand at a column, and many, not all, are one word. */
function isDashed(rows: Column[][], texts: readonly string[], i: number): boolean {
  const ends = rows.map((row, r) => dashEnd(row, i, texts[r] as string) - i);
  const straight = ends.filter((end) => end === 1).length;
  const all = ends.filter((end) => end > 0).length;
  return all >= agree * rows.length && straight >= agreeTagLater * all && straight < 0.99 * all;
}

const cellText = (column: Column | undefined, text: string) =>
  column ? text.slice(column.from, column.to) : "";

/** Whether a column is filled up with blanks: two or more follow it in nearly every line. */
function padded(rows: Column[][], texts: readonly string[], i: number): boolean {
  let wide = 0;
  for (const [r, row] of rows.entries()) {
    const column = row[i];
    if (column && /^(?: {2,}|\t)/.test((texts[r] as string).slice(column.to, column.to + 2))) wide++;
  }
  return wide >= agree * rows.length;
}

/** The tag, or the word after or before the level, or of words in a row the second: the first is the host. */
function componentOf(columns: readonly ColumnType[]): number {
  // RFC 5424: priority and version, time, host, program.
  if (columns[0] === "priority" && columns[1] === "time" && columns.length >= 6) return 3;
  const tag = columns.findLastIndex((type) => type === "tag" || type === "dashed");
  if (tag >= 0) return tag;
  const bar = columns.indexOf("bar");
  if (bar >= 0) return bar;
  const level = columns.findLastIndex((type) => type === "level" || type === "letter");
  if (level >= 0 && columns[level + 1] === "word") return level + 1;
  if (level > 0 && columns[level - 1] === "word") return level - 1;
  const second = columns.findIndex((type, i) => type === "word" && columns[i - 1] === "word");
  return second >= 0 ? second : columns.lastIndexOf("word");
}

/** Sources of a mixed stream, and the different lines it takes to know one. */
const maxParts = 16;
const partLines = 5;

/**
 * Finds the headers of a stream that several sources write into, each with a layout of its own: lines are
 * told apart by their first two columns.
 */
export function detectMixed(lines: readonly string[], context: TimeContext): Header {
  const groups = Map.groupBy(lines, (line) => sourceKey(line, columnsOf(line, context, 2)));
  const parts: Record<string, Header> = {};
  let columns = 0;
  const some = [...groups].sort((a, b) => b[1].length - a[1].length).slice(0, maxParts);
  for (const [key, of] of some) {
    const header =
      new Set(of).size < Math.max(partLines, lines.length / 100) ? noHeader : detectHeader(of, context);
    if (!header.columns.includes("time")) continue;
    parts[key] = header;
    columns += header.columns.length * of.length;
  }
  if (Object.keys(parts).length === 0) return noHeader;
  return { ...noHeader, kind: "mixed", parts, depth: columns / lines.length };
}

/** What all lines share may be less than what the lines of each source share. */
export function tighter(common: Header, mixed: Header): Header {
  return (mixed.depth ?? 0) > common.columns.length + 0.5 ? mixed : common;
}

const isLogfmt = (line: string) =>
  /^(?:[A-Za-z_][\w.-]*=(?:"(?:[^"\\]|\\.)*"|[^\s"]*)(?:\s+|$)){3}/.test(line);
