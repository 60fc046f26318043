/** What a program says about a file. */
export interface Diagnostic {
  message: string;
  /** Line of the rendered file, from 1, where the program names one. */
  line?: number;
}

/** A file laid out for a program to read. */
export interface Job {
  /** The rendered content. */
  text: string;
  /** Its path in the tree; below `hosts/<host>` it is the path on the host. */
  path: string;
  /** This job's temporary folder. */
  folder: string;
  /** The whole tree on disk, for what includes its neighbours. */
  tree(): string;
  /** Writes a file into the folder and gives its path. */
  write(name: string, text: string, mode?: number): string;
  /** Runs the checker's program, or another one of the same tool; both streams come as one text. */
  run(
    args: string[],
    options?: { cwd?: string; env?: Record<string, string> },
  ): Promise<{ code: number; out: string }>;
}

/** Verifies a file with the program that will read it. */
export interface Checker {
  /** What a rendered file names. */
  name: string;
  /** The name shown to people: `nginx -t`. */
  shown: string;
  /** The program, as tools/ knows it; none when the check needs no program. */
  program?: string;
  /** Whether the file's own name means something to the program; files of one content are checked once otherwise. */
  byName?: true;
  /** The file's diagnostics; none if it is right. */
  check(job: Job): Promise<Diagnostic[]>;
}

/** Diagnostics from the lines of output that match a pattern. */
export function diagnosticsIn(
  out: string,
  pattern: RegExp,
  otherwise: { failed: boolean; message?: string } = { failed: false },
): Diagnostic[] {
  const found = [...out.matchAll(pattern)].map(({ groups }) => ({
    message: (groups?.message ?? "").trim(),
    ...(groups?.line !== undefined && { line: Number(groups.line) }),
  }));
  if (found.length > 0 || !otherwise.failed) return found;
  return [{ message: otherwise.message ?? lastLine(out) }];
}

const lastLine = (out: string) =>
  out.trim().split("\n").at(-1)?.slice(0, 400) ?? "it failed and said nothing";
