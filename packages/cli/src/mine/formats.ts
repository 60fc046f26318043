import { readFileSync } from "node:fs";
import { grokPatterns } from "@logstead/agent/grok";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import { type Format, formatsOf, readGrok } from "@logstead/detector";

/** The formats of the library and, before them, those of a file of the user's. */
export function knownFormats(file: string | undefined): Format[] {
  const library = Object.values(grokPatterns());
  const known = formatsOf(readGrok(library).library).formats;
  if (file === undefined) return known;
  const text = ownText(file);
  const own = readGrok([text]);
  const { formats, problems } = formatsOf(readGrok([...library, text]).library);
  const mistakes = [...own.problems, ...problems];
  if (mistakes.length > 0)
    throw new ProblemError(
      mistakes.map(({ code, at, message }) => problem(code, message, { file, path: at })),
      ExitCode.problems,
    );
  const first = (name: string) => own.library.has(`FORMAT_${name.toUpperCase().replaceAll("-", "_")}`);
  return formats.map((format) => ({ ...format, first: first(format.name) }));
}

function ownText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const got = (error as NodeJS.ErrnoException).code;
    throw new ProblemError(
      problem("mine/unreadable", "the Grok file cannot be read", { path: file, ...(got ? { got } : {}) }),
      ExitCode.outside,
    );
  }
}
