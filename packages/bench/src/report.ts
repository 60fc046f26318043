import { ExitCode } from "@logstead/base";
import { type OutputOptions, print, table } from "@logstead/base/output";
import { type Section, writeSection } from "./record.ts";

/**
 * Prints a measurement, keeps it in docs/benchmarks.md with `--write`, and ends with exit code 1 where a target
 * was not met. `data` is what `--output json` prints; `notes` are lines below the targets.
 */
export function report(
  section: Section,
  options: OutputOptions & { write?: boolean },
  data: unknown,
  notes: readonly string[] = [],
): void {
  const targets = Object.entries(section.targets);
  if (options.write) writeSection(section);
  print(options, data, () =>
    [
      table(section.header, section.rows),
      ...targets.map(([name, { value, met }]) => `${met ? "met" : "NOT MET"}: ${name}: ${value}`),
      ...notes,
    ].join("\n"),
  );
  if (targets.some(([, { met }]) => !met)) process.exitCode = ExitCode.problems;
}

/** What is going on now, for whoever looks on: one line that is written over; "" takes it away. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
