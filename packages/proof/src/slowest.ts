import type { Run } from "./types.ts";

/** The ten tests that took longest; those of unchanged suites took it when they ran. */
export function slowest(run: Run): string[][] {
  return run.suites
    .flatMap((suite) => suite.tests)
    .toSorted((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))
    .slice(0, 10)
    .filter((test) => (test.seconds ?? 0) >= 1)
    .map((test) => [short(test.title), test.suite, `${(test.seconds ?? 0).toFixed(1)} s`]);
}

const short = (title: string) => (title.length > 90 ? `${title.slice(0, 89)}…` : title);
