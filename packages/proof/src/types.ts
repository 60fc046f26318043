/** One test of one suite, as it ended. */
export interface TestResult {
  suite: string;
  /** Relative to the clone. */
  file: string;
  title: string;
  status: "passed" | "failed" | "skipped";
  seconds?: number;
  /** When what it shows was last done (ISO 8601), if nothing that counts has changed since. */
  kept?: string;
}

/** What a person needs to find and mend a failure. */
export interface Failure {
  title: string;
  file?: string;
  line?: number;
  message: string;
}

export interface SuiteResult {
  name: string;
  seconds: number;
  /** What it took when it ran, now or when the kept result came to be. */
  measured: number;
  /** Stated, so that a suite that grows slow is seen; going over it is shown and fails nothing. */
  budget: number;
  /** Nothing that it depends on has changed since it last passed, so it was not run again. */
  cached: boolean;
  passed: number;
  failed: number;
  skipped: number;
  failures: Failure[];
  tests: TestResult[];
}

export interface RunOptions {
  /** Leave out the tests in `*.slow.test.ts`. */
  fast?: boolean;
  /** A suite's name, or a part of test titles or file names. */
  only?: string;
  /** Run also what has not changed since it last passed. */
  full?: boolean;
  /** Only this part of the suites, for several machines. */
  shard?: { index: number; count: number };
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface Run {
  startedAt: string;
  seconds: number;
  /** Whether every suite took part: neither `--fast` nor `--only` nor `--shard`. */
  full: boolean;
  fast: boolean;
  only?: string;
  shard?: string;
  commit: string | undefined;
  passed: number;
  failed: number;
  skipped: number;
  suites: SuiteResult[];
}

export type Progress =
  | { kind: "planned"; suites: number; cached: number }
  | { kind: "started"; suite: string }
  | { kind: "file"; suite: string; text: string }
  | { kind: "ended"; suite: string };
export type OnProgress = (progress: Progress) => void;
