import { ExitCode, ProblemError, problem } from "@logstead/base";
import { newSeries, scoreValue } from "@logstead/detector";
import type { OutputOptions } from "../output/print.ts";
import { linesOf } from "./lines.ts";

/** Prints `score,alarm` and one row for each row of the file. */
export async function scoreSeries(file: string, options: OutputOptions): Promise<void> {
  const series = newSeries();
  const json = options.output === "json";
  let number = 0;
  let column = 1;
  let wrong = 0;
  let out = "";
  const rows: { timestamp: string; value: number; score: number; alarm: boolean }[] = [];
  for await (const line of linesOf(file)) {
    number++;
    if (number === 1) {
      column = headerColumn(line, file);
      if (column >= 0) {
        if (!json) out += "score,alarm\n";
        continue;
      }
      column = 1;
      if (!json) out += "score,alarm\n";
    }
    if (line.trim() === "") continue;
    const cells = line.split(",");
    const value = Number((cells[column] ?? "").trim() || Number.NaN);
    if (Number.isNaN(value)) wrong++;
    const { score, alarm } = scoreValue(series, value);
    if (json) rows.push({ timestamp: (cells[0] ?? "").trim(), value, score, alarm });
    else out += `${score.toFixed(6)},${alarm ? 1 : 0}\n`;
    if (out.length > 65_536) {
      process.stdout.write(out);
      out = "";
    }
  }
  if (number === 0 || (series.rows > 0 && wrong === series.rows))
    throw new ProblemError(
      problem("series/no-values", "no row of the file has a value", {
        file,
        want: "a header and rows such as 2026-03-02 10:00:00,42.5",
        fix: "./logstead score-series --help",
      }),
      ExitCode.outside,
    );
  if (wrong > 0) process.stderr.write(`${wrong} rows without a number got score 0\n`);
  process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : out);
}

/** The column named value (or the second) of a header; -1 if the first line is a row already. */
function headerColumn(line: string, file: string): number {
  const cells = line.split(",").map((cell) => cell.trim().replace(/^"|"$/g, "").toLowerCase());
  if (cells.length < 2)
    throw new ProblemError(
      problem("series/not-a-csv", "the first line has no two columns", {
        file,
        line: 1,
        got: line.slice(0, 80),
        want: "timestamp,value",
        fix: "give the series two columns: timestamp and value",
      }),
      ExitCode.outside,
    );
  const named = cells.indexOf("value");
  if (named >= 0) return named;
  return Number.isNaN(Number(cells[1] || Number.NaN)) ? 1 : -1;
}
