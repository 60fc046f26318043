import { levelOf, levelOfLetter } from "./level.ts";
import { readTime, type TimeContext } from "./time.ts";

/** What a leading column of a line looks like. */
export type ColumnType =
  | "time"
  | "level"
  | "letter"
  | "number"
  | "bracket"
  | "mark"
  | "tag"
  /** One to three words up to a dash: only in headers, never of a single line's column. */
  | "dashed"
  | "quote"
  | "bar"
  | "priority"
  | "word";

export interface Column {
  type: ColumnType;
  from: number;
  to: number;
  /** The time, of a time. */
  time: number | undefined;
  /** Of a time, the number of its form. */
  form?: number;
  /** Where the next column or the message starts. */
  next: number;
}

/** More columns than that no header has. */
export const maxColumns = 14;

/** What tells lines of different sources in one stream apart: how their first two columns look. */
export function sourceKey(text: string, columns: readonly Column[]): string {
  const part = (c: Column | undefined) =>
    c ? `${c.type}${c.form ?? ""}${"[(<".includes(text[c.from] as string) ? text[c.from] : ""}` : "";
  return `${part(columns[0])} ${part(columns[1])}`;
}

const closers: Record<string, string> = { "[": "]", "(": ")" };

/** Divides the start of a line into columns; a header ends somewhere among them. */
export function columnsOf(text: string, context: TimeContext, limit = maxColumns): Column[] {
  const columns: Column[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length && columns.length < limit) {
    const column = columnAt(text, at, context);
    columns.push(column);
    at = column.next;
  }
  return columns;
}

function columnAt(text: string, at: number, context: TimeContext): Column {
  const first = text[at] as string;
  if (first === "<") {
    // The priority of syslog, `<34>` or `<34>1`.
    const priority = /<\d{1,3}>(?:1 )?/y;
    priority.lastIndex = at;
    const found = priority.exec(text);
    if (found)
      return {
        type: "priority",
        from: at,
        to: at + found[0].length,
        time: undefined,
        next: skipBlanks(text, at + found[0].length),
      };
  }
  const klog = klogTime(text, at, context);
  if (klog) return klog;
  const time = readTime(text, at, context);
  if (time) {
    const to = at + time.length;
    return { type: "time", from: at, to, time: time.time, form: time.form, next: afterMarks(text, to) };
  }
  const closer = closers[first];
  if (closer) {
    const to = closing(text, at, first, closer);
    if (to > 0) return bracket(text, at, to, context);
  }
  let to = at;
  while (to < text.length && !isBlank(text.charCodeAt(to)) && text[to] !== "|") to++;
  if (to === at) to++;
  const word = text.slice(at, to);
  const next = text[to] === "|" ? skipBlanks(text, to + 1) : skipBlanks(text, to);
  const type = typeOf(word);
  // What ends with a bar is a column, whatever it holds.
  if (text[to] === "|" && type !== "level") return { type: "bar", from: at, to, time: undefined, next };
  return { type, from: at, to, time: undefined, next };
}

/** `I1121 14:00:00.123456`: level, month, day and time (glog and Kubernetes). */
function klogTime(text: string, at: number, context: TimeContext): Column | undefined {
  const form = /[IWEF](\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d+)/y;
  form.lastIndex = at;
  const found = form.exec(text);
  if (!found) return undefined;
  const time = readTime(`${found[1]}-${found[2]} ${found[3]}`, 0, context)?.time;
  const to = at + found[0].length;
  return { type: "time", from: at, to, time, next: skipBlanks(text, to) };
}

function bracket(text: string, at: number, to: number, context: TimeContext): Column {
  const inner = text.slice(at + 1, to - 1).trim();
  const time = readTime(inner, 0, context);
  const next = afterMarks(text, to);
  if (time && time.length === inner.length) return { type: "time", from: at, to, time: time.time, next };
  // Seconds since the machine's start, as in the kernel's own log.
  if (/^\d+\.\d{6}$/.test(inner)) return { type: "time", from: at, to, time: undefined, next };
  return { type: levelOf(lastPart(inner)) ? "level" : "bracket", from: at, to, time: undefined, next };
}

/** Apache's `core:error`: the module, then the level. */
export const lastPart = (text: string) => text.slice(text.lastIndexOf(":") + 1);

function typeOf(word: string): ColumnType {
  if (word.startsWith('"')) return "quote";
  if (/^(?:[-–—|*:=+>]+)$/.test(word)) return "mark";
  if (levelOf(word)) return "level";
  if (levelOfLetter(word)) return "letter";
  if (/^[#+-]?\d+(?:[.:#/,]\d+)*[,;]?$/.test(word)) return "number";
  if (/^(?:\d+\.){3}\d+(?::\d+)?$/.test(word)) return "number";
  if (/^[^\s"'=]{1,120}[^:\s"'=]:$/.test(word) || /^[\w./$-]+:\d+\]$/.test(word)) return "tag";
  return "word";
}

/** After a time a comma or bar may stand without a blank. */
function afterMarks(text: string, at: number): number {
  let i = at;
  if (text[i] === "," || text[i] === "|" || text[i] === ":" || text[i] === "]") i++;
  return skipBlanks(text, i);
}

function closing(text: string, at: number, open: string, close: string): number {
  let depth = 0;
  const end = Math.min(text.length, at + 240);
  for (let i = at; i < end; i++) {
    if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) {
      const after = text[i + 1];
      return after === undefined ||
        after === " " ||
        after === "\t" ||
        after === ":" ||
        after === "," ||
        after === "["
        ? i + 1
        : 0;
    }
  }
  return 0;
}

const isBlank = (code: number) => code === 0x20 || code === 0x09;

export function skipBlanks(text: string, at: number): number {
  let i = at;
  while (i < text.length && isBlank(text.charCodeAt(i))) i++;
  return i;
}

/** The column with the colon: this one, or one of the next three if a name has blanks in it. */
export function tagEnd(columns: readonly Column[], from: number, text: string): number {
  for (let i = from; i < Math.min(columns.length, from + 3); i++) {
    const { type, to } = columns[i] as Column;
    if (type === "tag" || (type !== "time" && (text[to - 1] === ":" || text[to] === ":"))) return i;
    if (type === "mark" && text.slice(columns[i]?.from, to) === ":") return i;
  }
  return -1;
}

/** The column with the dash behind a name of one to three words; -1 if there is none. */
export function dashEnd(columns: readonly Column[], from: number, text: string): number {
  for (let i = from + 1; i < Math.min(columns.length, from + 4); i++) {
    const { type, from: start, to } = columns[i] as Column;
    if (type === "mark" && text.slice(start, to) === "-") return i;
    if (type !== "word" && type !== "number") return -1;
  }
  return -1;
}
