import { Command, Option } from "commander";
import { outputOption } from "../output/print.ts";

/** `mine [FILE...]`: the patterns of log lines. */
export function command(): Command {
  return new Command("logstead mine")
    .description("Find the patterns of log lines, of files or of standard input.")
    .argument("[file...]", "log files; standard input if there is none")
    .option("--message", "the lines are bare messages, without a header (time, level, component)")
    .addOption(
      new Option("--ids", "for each input line, print the id of its pattern, or 0 if it has none").conflicts([
        "templates",
        "json",
      ]),
    )
    .addOption(
      new Option("--templates", "for each input line, print its template, with <*> for variables").conflicts(
        "json",
      ),
    )
    .option("--grok <file>", "a file of Grok patterns; those named FORMAT_… are formats that lines may have")
    .option("--top <n>", "how many patterns to show; 0 shows all", wholeNumber, 30)
    .option("--max-patterns <n>", "patterns kept in memory", wholeNumber, 1_000_000)
    .option("--json", "short for --output json")
    .addOption(outputOption())
    .addHelpText(
      "after",
      `
Ids and templates are final: they are printed when the input ends, because patterns that turn out to be
one are merged while lines come in. Empty input lines have id 0 and an empty template.

Examples:
  $ journalctl -n 10000 | ./logstead mine
  $ ./logstead mine /var/log/dpkg.log
  $ ./logstead mine --message --templates < messages.txt

Exit codes: 0 ok, 1 the Grok file has mistakes, 2 wrong usage, 3 a file cannot be read.`,
    )
    .action(async (files: string[], options) => (await import("../mine/mine.ts")).mine(files, options));
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`'${text}' is no whole number`);
  return number;
}
