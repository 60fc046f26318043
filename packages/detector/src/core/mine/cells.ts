import { hashWord } from "./bytes.ts";
import { Kind, type Scanner } from "./scan.ts";

/** What templates show for a variable. */
export const wildcard = "<*>";

/** One place of a line: a word, or several words that are one value (`10.0.0.1:80`, a date, a list). */
export interface Cell {
  kind: Kind;
  /** As written. */
  text: string;
  /** Equal for equal words (digits collapsed); 0 for a variable. */
  key: number;
  /** What the template shows if the place is variable and every line has this form. */
  shape: string;
  /** The words of the scan it is made of: from, to (exclusive). */
  from: number;
  to: number;
}

export interface Cells {
  cells: Cell[];
  /** What stands before, between and after the cells; one more than cells. White space is one blank. */
  gaps: string[];
}

const decoder = new TextDecoder();
const months = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$/i;
const days = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it finds
const escapes = /\u001b(?:\[[\u0020-\u003f]*.?)?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it finds
const blanks = /[\u0000-\u0020\u007f]+/g;

const isVariable = (kind: Kind) => kind !== Kind.word && kind !== Kind.mixed;

/** Brackets with nothing inside, but not those of `call()`: a value is missing there. */
const emptyBrackets = / (?:\(\)|\[\]|\{\}|<>|""|'')/;
const emptyKey = hashWord("()");

/** Divides a scanned line; only lines whose signature is new come here. */
export function cellsOf(bytes: Uint8Array, from: number, to: number, scan: Scanner): Cells {
  const cells: Cell[] = [];
  const gaps: string[] = [];
  let at = from;
  for (let w = 0; w < scan.words; w++) {
    const start = scan.starts[w] as number;
    const end = scan.ends[w] as number;
    const gap = gapText(bytes, at, start);
    const text = decoder.decode(bytes.subarray(start, end));
    const kind = scan.kinds[w] as Kind;
    at = end;
    const cell: Cell = {
      kind,
      text,
      key: isVariable(kind) ? 0 : (scan.hashes[w] as number) || 1,
      shape: shapeOf(text, kind),
      from: w,
      to: w + 1,
    };
    const last = cells.at(-1);
    const empty = emptyBrackets.exec(gap);
    if (empty) {
      const after = empty.index + empty[0].length - 1;
      gaps.push(gap.slice(0, after));
      cells.push({ kind: Kind.word, text: "", key: emptyKey, shape: wildcard, from: w, to: w });
      gaps.push(gap.slice(after));
      cells.push(cell);
    } else if (last && joins(last, gap, cell)) join(last, gap, cell);
    else {
      gaps.push(gap);
      cells.push(cell);
    }
  }
  gaps.push(scan.cut ? ` ${wildcard}` : gapText(bytes, at, to));
  for (const cell of cells) if (cell.shape === wholeDate) cell.shape = wildcard;
  gaps[0] = (gaps[0] as string).trimStart();
  gaps[gaps.length - 1] = (gaps.at(-1) as string).trimEnd();
  return { cells, gaps };
}

const gapText = (bytes: Uint8Array, from: number, to: number) =>
  from === to
    ? ""
    : to - from === 1 && (bytes[from] as number) === 0x20
      ? " "
      : decoder.decode(bytes.subarray(from, to)).replace(escapes, "").replace(blanks, " ");

/** Whether a cell is a part of the value before it. */
function joins(last: Cell, gap: string, cell: Cell): boolean {
  if (last.kind === Kind.word) {
    // `hdfs://…` and `C:\…`
    if (gap === ":" && cell.kind === Kind.path)
      return cell.text.startsWith("//") || (last.text.length === 1 && cell.text.startsWith("\\"));
    // `Fri Jun 17`, `Jun 17`
    if (gap !== " ") return false;
    if (days.test(last.text)) return months.test(cell.text);
    return months.test(lastWord(last.text)) && cell.kind === Kind.number;
  }
  if (last.kind === Kind.mixed) return listGap(gap) && cell.key === last.key;
  if (last.kind === Kind.path && glued(last.text, gap)) return true;
  if (cell.key !== 0) return false;
  if (gap === ":" || gap === "," || gap === "::") return true;
  return listGap(gap) && last.kind === cell.kind;
}

const listGap = (gap: string) => gap === " " || gap === ", ";
const lastWord = (text: string) => text.slice(text.lastIndexOf(" ") + 1);

/** Whether what follows a path or address belongs to it: no blank, no quote, no bracket that was opened before. */
function glued(path: string, gap: string): boolean {
  if (gap === "" || /[\s"']/.test(gap)) return false;
  for (const [open, close] of ["()", "[]", "{}", "<>"] as const)
    if (gap.includes(close as string) && !path.includes(open as string)) return false;
  return true;
}

function join(last: Cell, gap: string, cell: Cell): void {
  const wasPath = last.kind === Kind.path;
  const whole =
    last.kind === Kind.word ||
    last.shape === wholeDate ||
    (wasPath && (gap !== ":" || cell.kind !== Kind.number || last.text.includes("://")));
  if (last.kind === Kind.word && cell.kind !== Kind.path) last.shape = wholeDate;
  else if (last.shape !== wholeDate) last.shape = whole ? wildcard : last.shape + gap + cell.shape;
  last.text += gap + cell.text;
  last.to = cell.to;
  if (cell.key === 0) {
    last.key = 0;
    if (!wasPath) last.kind = cell.kind;
  }
}

/** Marks a date while it is put together; it becomes one variable. */
const wholeDate = "date";

const numberParts = /[+-]?\.?\d[\d.]*/g;

/** `2016/9/27` has three variables; a word with letters is one. */
function shapeOf(text: string, kind: Kind): string {
  if (kind === Kind.number)
    return text
      .replace(numberParts, wildcard)
      .replaceAll(`${wildcard}${wildcard}`, `${wildcard}-${wildcard}`);
  if (kind === Kind.hex) return text.replace(/^([^0-9A-Za-z.+-]*).*$/s, `$1${wildcard}`);
  return wildcard;
}
