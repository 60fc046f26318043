import { ExitCode, ProblemError, problem } from "@logstead/base";
import { memoized, scoreSession, trainSessions } from "@logstead/detector";
import type { OutputOptions } from "../output/print.ts";
import { linesOf } from "./lines.ts";

const eventsOf = (line: string) => line.trim().split(/\s+/).filter(Boolean);

/** Prints `score,alarm` and one row for each session. */
export async function scoreSessions(file: string, options: OutputOptions & { train: string }): Promise<void> {
  const normal: string[][] = [];
  for await (const line of linesOf(options.train)) if (line.trim() !== "") normal.push(eventsOf(line));
  if (normal.length === 0)
    throw new ProblemError(
      problem("sessions/nothing-to-learn", "the file of normal sessions is empty", {
        file: options.train,
        want: "one session a line: its events in order, divided by blanks",
        fix: "./logstead score-sessions --help",
      }),
      ExitCode.outside,
    );
  const trained = trainSessions(normal);
  process.stderr.write(
    `learned ${trained.sessions} sessions (${trained.vectors} different), threshold ${trained.threshold.toFixed(2)}\n`,
  );
  const score = memoized(trained.weights);
  const rows: unknown[] = [];
  let out = options.output === "json" ? "" : "score,alarm\n";
  for await (const line of linesOf(file)) {
    const events = eventsOf(line);
    const value = score(events);
    const alarm = value >= trained.threshold;
    if (options.output === "json") {
      const { differs, reversed } = scoreSession(trained.weights, events);
      rows.push({ score: value, alarm, differs: differs.slice(0, 5), reversed: reversed.slice(0, 5) });
    } else out += `${value.toFixed(6)},${alarm ? 1 : 0}\n`;
    if (out.length > 65_536) {
      process.stdout.write(out);
      out = "";
    }
  }
  process.stdout.write(options.output === "json" ? `${JSON.stringify(rows, null, 2)}\n` : out);
}
