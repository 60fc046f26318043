import { Command } from "commander";
import { outputOption } from "../output/print.ts";

const help = `
Each row is judged only by the rows before it: truncating the file changes no earlier row. There is
nothing to tune: a stretch of values is an alarm when it is unlike everything that the series remembers.
The score is from 0 to 1, higher is worse, 0.5 is as strange as the strangest remembered; after an alarm
the next hundred rows belong to it. The first 192 rows are only learned.

Columns are found by their names (timestamp, value) in any order, or by what they hold if there is no
header; separated by commas, semicolons or tabs. Rows count as evenly spaced, in file order. A
row without a number (empty, NaN, null) has score 0.

Examples:
  $ ./logstead score-series temperature.csv > scores.csv
  $ ./logstead score-series - < temperature.csv | paste -d, temperature.csv - | grep ',1$'

Exit codes: 0 ok, 2 wrong usage, 3 the file cannot be read or has no such rows.`;

/** `score-series FILE.csv`: one score a row. */
export function command(): Command {
  return new Command("logstead score-series")
    .description("Score each row of a series (timestamp,value) by how unlike its past it is.")
    .argument("<file>", "a CSV file with the columns timestamp and value; - is standard input")
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(async (file, options) => (await import("../detect/score-series.ts")).scoreSeries(file, options));
}
