import { ExitCode, formatProblem, ProblemError } from "@logstead/base";
import { CommanderError } from "commander";

/** What the system says when a disk, a permission or a program is the trouble and not our code. */
const outside: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EMFILE: "too many open files",
  EISDIR: "this is a folder, not a file",
  ENOTDIR: "a part of the path is no folder",
  EIO: "the disk failed",
};

/** Says on stderr what went wrong, in as few lines as it takes, and returns the exit code. */
export function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  const debug = Boolean(process.env.LOGSTEAD_DEBUG);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  if (error instanceof ProblemError) {
    process.stderr.write(`${error.problems.map((p) => formatProblem(p)).join("\n")}\n`);
    return error.exitCode;
  }
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : outside[code];
  if (known) {
    process.stderr.write(`logstead: ${path ? `${path}: ` : ""}${known} [${code}]\n`);
    return ExitCode.outside;
  }
  const message = (error instanceof Error ? error.message : String(error)).split("\n")[0];
  process.stderr.write(
    `logstead: internal error: ${message}\n  fix:  please report this with the output of: LOGSTEAD_DEBUG=1 ./logstead …\n`,
  );
  return ExitCode.internal;
}
