import { ExitCode } from "./exit.ts";

/**
 * One mistake or failure, as data. `code` is stable and searchable; text is only a view of it.
 * A problem in a file has `file`, and `line`/`column` (both from 1) where they are known.
 */
export interface Problem {
  code: string;
  severity: "error" | "warning";
  file?: string;
  line?: number;
  column?: number;
  /** Where in the data: `hosts.ocean.collector.agent`. */
  path?: string;
  /** What is wrong, in one sentence. */
  message: string;
  got?: string;
  want?: string;
  /** What to do: a command to run or the exact YAML to write; may have several lines. */
  fix?: string;
}

export function problem(code: string, message: string, more: Partial<Problem> = {}): Problem {
  return { code, severity: "error", message, ...more };
}

/** Thrown where a caller cannot go on; the command line prints the problems and no stack trace. */
export class ProblemError extends Error {
  readonly problems: Problem[];
  readonly exitCode: ExitCode;

  constructor(problems: Problem | Problem[], exitCode: ExitCode = ExitCode.outside) {
    const list = Array.isArray(problems) ? problems : [problems];
    super(list.map((p) => formatProblem(p)).join("\n"));
    this.name = "ProblemError";
    this.problems = list;
    this.exitCode = exitCode;
  }
}

/** Plain text of one problem: `place: message [code]`, then what was found, expected, and the fix. */
export function formatProblem(p: Problem): string {
  const place = [p.file, p.line, p.column].filter((part) => part !== undefined).join(":");
  const lines = [`${place ? `${place}: ` : ""}${p.path ? `${p.path}: ` : ""}${p.message} [${p.code}]`];
  if (p.got !== undefined) lines.push(`  got:  ${p.got}`);
  if (p.want !== undefined) lines.push(`  want: ${p.want}`);
  if (p.fix !== undefined)
    lines.push(...p.fix.split("\n").map((l, i) => (i === 0 ? `  fix:  ${l}` : `        ${l}`)));
  return lines.join("\n");
}
