import { type Column, columnsOf, dashEnd, lastPart, sourceKey, tagEnd } from "./columns.ts";
import type { HeadedLine } from "./headed-line.ts";
import type { Header } from "./header.ts";
import { levelOf, levelOfLetter, levelOfSeverity } from "./level.ts";
import { parseJson, parseLogfmt } from "./structured.ts";
import type { TimeContext } from "./time.ts";

const whole = (message: string, fits: boolean): HeadedLine => ({
  time: undefined,
  level: undefined,
  component: undefined,
  message,
  fits,
  at: 0,
});

/** Divides a line into header and message; a line without the header is all message. */
export function parseLine(text: string, header: Header, context: TimeContext): HeadedLine {
  if (header.kind === "json") return parseJson(text, context) ?? whole(text, false);
  if (header.kind === "logfmt") return parseLogfmt(text, context) ?? whole(text, false);
  if (header.kind === "mixed") {
    const part = header.parts?.[sourceKey(text, columnsOf(text, context, 2))];
    if (!part) return whole(text, true);
    const line = parseLine(text, part, context);
    // With one column the next one, which is the message's, told the source.
    if (part.columns.length < 2) line.whole = false;
    return line;
  }
  if (header.kind !== "columns") return whole(text, true);
  // A header is short; what comes behind it is not looked at here.
  const columns = columnsOf(
    text.length > 600 ? text.slice(0, 600) : text,
    context,
    header.columns.length + 3,
  );
  const line = whole(text, true);
  let at = 0;
  let c = 0;
  let timed = false;
  let matched = 0;
  for (const [i, type] of header.columns.entries()) {
    const column = columns[c];
    if (!column) break;
    if (type === "tag" || type === "dashed") {
      const end = type === "tag" ? tagEnd(columns, c, text) : dashEnd(columns, c, text);
      if (end < 0) break;
      const to = type === "tag" ? columns[end]?.to : columns[end - 1]?.to;
      line.component = nameOf(text.slice(column.from, to));
      at = (columns[end] as Column).next;
      c = end + 1;
      matched++;
      continue;
    }
    if (!fits(type, column.type)) {
      line.fits = timed;
      break;
    }
    const cell = text.slice(column.from, column.to);
    if (column.type === "time") {
      timed = true;
      line.time ??= column.time;
      if (/^[IWEF]\d/.test(cell)) line.level = levelOfLetter(cell[0] as string);
    } else if (column.type === "priority") line.level = levelOfSeverity(Number.parseInt(cell.slice(1), 10));
    else if (column.type === "level") line.level = levelOf(cell) ?? levelOf(lastPart(cell));
    else if (column.type === "letter" && type === "letter") line.level = levelOfLetter(cell);
    if (i === header.component) line.component = nameOf(cell);
    at = column.next;
    c++;
    matched++;
  }
  line.whole = matched === header.columns.length;
  line.at = at;
  line.message = text.slice(at);
  return line;
}

const fits = (expected: Header["columns"][number], found: Column["type"]) =>
  expected === found || expected === "word" || (expected === "number" && found === "time");

/** `sshd(pam_unix)[19939]:` → `sshd(pam_unix)`. */
function nameOf(tag: string): string | undefined {
  const name = tag
    .replace(/[\s:]+$/, "")
    .replace(/\[\d*\](?=$| \()/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^([^[]*)\]$/, "$1");
  return name === "-" || name === "" ? undefined : name;
}
