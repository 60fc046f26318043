import { Command } from "commander";
import { outputOption } from "../output/print.ts";

const help = `
A session is one line: its events in order, separated by blanks. A score of 1 is as odd as one event that no
normal session has; an alarm is what reaches the threshold, which comes from the normal sessions alone
(said on standard error). Each line is scored by itself.

Examples:
  $ ./logstead score-sessions --train normal.txt < sessions.txt
  $ ./logstead score-sessions --train normal.txt --output json < sessions.txt | jq '.[] | select(.alarm)'

Exit codes: 0 ok, 2 wrong usage, 3 a file cannot be read or holds no sessions.`;

/** `score-sessions --train NORMAL < SESSIONS`: one score a session. */
export function command(): Command {
  return new Command("logstead score-sessions")
    .description("Score sessions (sequences of events) by how they differ from normal ones.")
    .requiredOption("--train <file>", "normal sessions, one per line")
    .argument("[file]", "the sessions to score; standard input if there is none", "-")
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(async (file, options) =>
      (await import("../detect/score-sessions.ts")).scoreSessions(file, options),
    );
}
