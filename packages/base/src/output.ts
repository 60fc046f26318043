import { stripVTControlCharacters } from "node:util";

export interface OutputOptions {
  output: "text" | "json";
}

/** Prints `data` as JSON when asked for, else the text made by `text`. */
export function print(options: OutputOptions, data: unknown, text: () => string): void {
  const out = options.output === "json" ? JSON.stringify(data, null, 2) : text();
  process.stdout.write(`${out}\n`);
}

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
