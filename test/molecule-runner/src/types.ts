/** The life of a scenario, in order. Those for which it has no file are left out. */
export const phases = [
  "create",
  "check-virgin",
  "converge",
  "idempotence",
  "check-converged",
  "verify",
  "side-effect",
  "verify-again",
  "cleanup",
  "destroy",
] as const;

export type Phase = (typeof phases)[number];

/** The end of one unit's journal, and what systemd says of the unit. */
export interface Journal {
  unit: string;
  /** `failed, exit-code, status 3`. */
  state: string;
  lines: string[];
}

/** One thing that is wrong: a task or a test on a host, or a program that ended badly. */
export interface Failure {
  /** The inventory's name of the host; absent where no single host is to blame. */
  instance?: string;
  /** The lab host that played it. */
  host?: string;
  task?: string;
  test?: string;
  /** File and line. */
  place?: string;
  message: string;
  diff?: string;
  journals: Journal[];
}

export interface PhaseResult {
  phase: Phase;
  status: "passed" | "failed" | "skipped";
  seconds: number;
  /** Results of tasks and tests: `{ok: 9, changed: 3, tests: 4}`. */
  counts: Record<string, number>;
  failures: Failure[];
  /** Why it was skipped. */
  why?: string;
}

export interface ScenarioResult {
  role: string;
  scenario: string;
  /** Skipped when a program that it names is not on PATH. */
  status: "passed" | "failed" | "skipped";
  /** ISO 8601. */
  startedAt: string;
  seconds: number;
  /** Which lab host played which instance. */
  hosts: Record<string, string>;
  phases: PhaseResult[];
  /** Where the logs are, if they were kept. */
  folder?: string;
}
