import type { Run, SuiteResult } from "@logstead/proof";
import { expect, it } from "vitest";
import { sectionOf } from "../src/tests.ts";

const suite = (name: string, measured: number, cached = false): SuiteResult => ({
  ...{ name, measured, cached, seconds: cached ? 0 : measured, budget: 60 },
  ...{ passed: 2, failed: 0, skipped: 1, failures: [] },
  tests: [
    {
      suite: name,
      file: "a.test.ts",
      title: "group > [INV-09] quick | odd",
      status: "passed",
      seconds: 1.25,
    },
    { suite: name, file: "a.test.ts", title: "quicker", status: "passed", seconds: 0.25 },
  ],
});
const run = (suites: SuiteResult[], minutes: number): Run => ({
  ...{ startedAt: "", seconds: minutes * 60, full: true, fast: false, commit: "abc1234" },
  ...{ passed: 2, failed: 0, skipped: 1, suites },
});

it("shows each suite's time beside its budget with its slowest test, and which are over", () => {
  const { rows, targets } = sectionOf(run([suite("quick", 12), suite("late", 61.04)], 44));
  expect(rows).toEqual([
    ["late", "3", "61.0", "60", "\\[INV-09\\] quick \\| odd", "1.3"],
    ["quick", "3", "12.0", "60", "\\[INV-09\\] quick \\| odd", "1.3"],
  ]);
  expect(targets).toEqual({
    "all suites of abc1234, nothing kept (at most 45 min)": { value: "44.0 min", met: true },
    "suites over their budget": { value: "late", met: false },
  });
});

it("compares a run with kept results with what such a run may take", () => {
  const { rows, targets } = sectionOf(run([suite("kept", 30, true)], 26));
  expect(rows[0]?.[2]).toBe("30.0");
  expect(targets["all suites of abc1234, 1 suites unchanged (at most 25 min)"]).toEqual({
    value: "26.0 min",
    met: false,
  });
});
