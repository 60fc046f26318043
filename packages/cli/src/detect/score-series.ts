import { ExitCode, ProblemError, problem } from "@logstead/base";
import { newSeries, scoreValue } from "@logstead/detector";
import type { OutputOptions } from "../output/print.ts";
import { linesOf } from "./lines.ts";
import { cellsOf, layoutOf, numberOf, type SeriesLayout, timeOf } from "./series-rows.ts";

/** Prints `score,alarm` and one row for each row of the file, in the file's order. */
export async function scoreSeries(file: string, options: OutputOptions): Promise<void> {
  const series = newSeries();
  const json = options.output === "json";
  let layout: SeriesLayout | undefined;
  let [rowCount, wrong, unordered] = [0, 0, 0];
  let before = Number.NaN;
  let out = json ? "" : "score,alarm\n";
  const rows: { timestamp: string; value: number | null; score: number; alarm: boolean }[] = [];
  for await (const text of linesOf(file)) {
    const line = layout ? text : text.replace(/^\uFEFF/, "");
    if (line.trim() === "") continue;
    if (!layout) {
      layout = layoutOf(line) ?? notACsv(file, line);
      if (layout.header) continue;
    }
    const cells = cellsOf(line, layout.separator);
    const value = numberOf(cells[layout.value], layout.separator);
    const time = timeOf(cells[layout.time]);
    rowCount++;
    if (Number.isNaN(value)) wrong++;
    if (time <= before) unordered++;
    if (!Number.isNaN(time)) before = time;
    const { score, alarm } = scoreValue(series, value);
    if (json) {
      const timestamp = cells[layout.time] ?? "";
      rows.push({ timestamp, value: Number.isNaN(value) ? null : value, score, alarm });
    } else out += `${score.toFixed(6)},${alarm ? 1 : 0}\n`;
    if (out.length > 65_536) {
      process.stdout.write(out);
      out = "";
    }
  }
  if (rowCount === wrong)
    throw new ProblemError(
      problem("series/no-values", "no row of the file has a value", {
        file,
        want: "a header and rows such as 2026-03-02 10:00:00,42.5",
        fix: "./logstead score-series --help",
      }),
      ExitCode.outside,
    );
  if (wrong > 0) process.stderr.write(`${wrong} rows without a number got score 0\n`);
  if (unordered > 0)
    process.stderr.write(
      `${unordered} rows are not later than the one before them: rows are judged in the order they stand\n`,
    );
  process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : out);
}

function notACsv(file: string, line: string): never {
  throw new ProblemError(
    problem("series/not-a-csv", "the first line is neither a header nor a row with a value", {
      file,
      line: 1,
      got: line.slice(0, 80),
      want: "timestamp,value",
      fix: "give the series two columns: timestamp and value",
    }),
    ExitCode.outside,
  );
}
