/** Exit codes of every verb; documented in docs/cli.md and in `--help`. */
export const ExitCode = {
  ok: 0,
  /** The thing asked about has problems: a mistake in a file, a failed test, a red precondition. */
  problems: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** Something outside Logstead failed: the network, a disk, a host, a missing program. */
  outside: 3,
  /** Nothing is wrong, but applying would change something (`preview`, `render --check`). */
  pending: 10,
  /** A bug in Logstead itself (EX_SOFTWARE of sysexits.h). */
  internal: 70,
  /** Ended by Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
