import { createReadStream } from "node:fs";
import { ExitCode, ProblemError, problem } from "@logstead/base";

/** The chunks of each input in turn: files, or standard input. */
export async function* inputs(files: readonly string[]): AsyncIterable<AsyncIterable<Uint8Array>> {
  if (files.length === 0) yield process.stdin;
  for (const file of files) yield file === "-" ? process.stdin : chunksOf(file);
}

async function* chunksOf(file: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: 1 << 20 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why: Record<string, string> = {
      ENOENT: "there is no such file",
      EISDIR: "this is a folder, not a file",
      EACCES: "you may not read this file",
    };
    throw new ProblemError(
      problem("mine/unreadable", why[code ?? ""] ?? "the file cannot be read", {
        path: file,
        ...(code ? { got: code } : {}),
        fix:
          code === "EACCES"
            ? `sudo cat ${file} | ./logstead mine`
            : "./logstead mine FILE, or lines on standard input",
      }),
      ExitCode.outside,
    );
  }
}
