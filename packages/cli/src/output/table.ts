import { stripVTControlCharacters } from "node:util";

const width = (cell: string) => stripVTControlCharacters(cell).length;

/** Rows as aligned columns under a header; numbers (cells of digits and units) align right. */
export function table(header: string[], rows: string[][]): string {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => width(row[i] ?? ""))));
  const right = header.map(
    (_, i) =>
      rows.length > 0 &&
      rows.every((row) => /^[\d.,]+( ?\S{1,4})?$/.test(stripVTControlCharacters(row[i] ?? ""))),
  );
  const line = (row: string[]) =>
    row
      .map((cell, i) => {
        const pad = " ".repeat((widths[i] ?? 0) - width(cell));
        return right[i] ? pad + cell : cell + pad;
      })
      .join("  ")
      .trimEnd();
  return [line(header), widths.map((w) => "─".repeat(w)).join("  "), ...rows.map(line)].join("\n");
}
