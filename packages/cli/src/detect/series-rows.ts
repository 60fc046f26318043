/** Where a file of rows keeps what, found by its first line. */
export interface SeriesLayout {
  /** `,`, `;` or a tab; with `;` a comma may be the decimal mark. */
  separator: string;
  time: number;
  value: number;
  /** Whether the first line names the columns instead of being a row. */
  header: boolean;
}

const valueNames = ["value", "values", "val", "y", "count", "metric"];
const timeNames = ["timestamp", "time", "datetime", "date", "ts", "ds"];

/** The layout of a file; nothing if its first line is neither a header nor a row. */
export function layoutOf(first: string): SeriesLayout | undefined {
  const separator = [",", ";", "\t"].find((mark) => first.includes(mark)) ?? ",";
  const cells = cellsOf(first, separator);
  const names = cells.map((cell) => cell.toLowerCase());
  const numbers = cells.map((cell) => !Number.isNaN(numberOf(cell, separator)));
  const named = names.findIndex((name) => valueNames.includes(name));
  const time = names.findIndex((name) => timeNames.includes(name));
  if (named >= 0) return { separator, value: named, time: time >= 0 ? time : 1 - named, header: true };
  if (time >= 0 && cells.length > 1) return { separator, value: time === 0 ? 1 : 0, time, header: true };
  if (cells.length === 1) return numbers[0] ? { separator, value: 0, time: -1, header: false } : undefined;
  // No names: the second column is the value, unless only the first is a number.
  if (numbers[1]) return { separator, value: 1, time: 0, header: false };
  if (numbers[0]) return { separator, value: 0, time: 1, header: false };
  return { separator, value: 1, time: 0, header: !/\d/.test(first) };
}

/** Cells of a line; a quoted one may hold the separator, and `""` for a quote. */
export function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let [cell, quoted] = ["", false];
  for (let i = 0; i < line.length; i++) {
    const mark = line[i] as string;
    if (mark === '"' && quoted && line[i + 1] === '"') cell += line[++i];
    else if (mark === '"') quoted = !quoted;
    else if (mark === separator && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += mark;
  }
  cells.push(cell.trim());
  return cells;
}

/** The number of a cell; NaN if it has none (empty, `NaN`, `null`, infinite, words). */
export function numberOf(cell: string | undefined, separator: string): number {
  if (cell === undefined || cell === "") return Number.NaN;
  const number = Number(separator === ";" ? cell.replace(",", ".") : cell);
  return Number.isFinite(number) ? number : Number.NaN;
}

/** Milliseconds of a cell with a time, or its number; NaN if it is neither. Only its order is used. */
export function timeOf(cell: string | undefined): number {
  if (cell === undefined || cell === "") return Number.NaN;
  const number = Number(cell);
  return Number.isNaN(number) ? Date.parse(cell.replace(/^(\d{4}-\d\d-\d\d) /, "$1T")) : number;
}
