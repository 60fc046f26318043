import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { ExitCode, ProblemError, problem } from "@logstead/base";

const reasons: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "this is a folder, not a file",
  EACCES: "you may not read this file",
};

/** The lines of a file, or of standard input for `-`. Throws a ProblemError if it cannot be read. */
export async function* linesOf(file: string): AsyncIterable<string> {
  const input = file === "-" ? process.stdin : createReadStream(file);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ProblemError(
      problem("input/unreadable", reasons[code] ?? "the file cannot be read", {
        file,
        got: code,
        fix: "give another file, or - for standard input",
      }),
      ExitCode.outside,
    );
  }
}
