import { Command, Option } from "commander";
import { outputOption } from "../output/print.ts";

const help = `
Lines are judged as they come, by their own times where they have any; a finished file is read the same way,
at once. Until the warm-up is over only what needs no baseline is said (new errors, keys and passwords in
lines, near misses of known names). On a terminal a line below says how far it is; with --output json each
finding is one line of JSON, for other programs.

Examples:
  $ tail -F /var/log/syslog | ./logstead watch
  $ ./logstead watch /var/log/dpkg.log
  $ journalctl -f -o short-iso | ./logstead watch --warm-up 10m --output json

Exit codes: 0 nothing unusual, 1 anomalies were found, 2 wrong usage, 3 a file cannot be read.`;

/** `watch [FILE...]`: anomalies as they come. */
export function command(): Command {
  return new Command("logstead watch")
    .description("Watch log lines, of files or of standard input, and print anomalies as they come.")
    .argument("[file...]", "log files, each its own stream; standard input if there is none")
    .option("--warm-up <duration>", "how long a stream is only learned, by the times of its lines", "1h")
    .addOption(
      new Option("--min <severity>", "the lowest severity to print")
        .choices(["info", "warning", "critical"])
        .default("warning"),
    )
    .option("--state <file>", "store what was learned in this file, and continue from it")
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(async (files: string[], options) => (await import("../detect/watch.ts")).watch(files, options));
}
