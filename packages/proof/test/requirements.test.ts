import { describe, expect, it } from "vitest";
import type { Row } from "../src/matrix.ts";
import { judge, proofsOf } from "../src/requirements.ts";
import type { Run, TestResult } from "../src/types.ts";

const row = (id: string): Row => ({ id, area: "Inventory", text: "…" });
const rows = ["INV-01", "INV-02", "INV-03", "INV-04"].map(row);

function ran(...tests: [string, TestResult["status"]][]): Run {
  const results = tests.map(([title, status]) => ({ suite: "x", file: "x.test.ts", title, status }));
  return { suites: [{ tests: results }] } as unknown as Run;
}

const states = (run: Run | undefined) =>
  Object.fromEntries(judge(rows, run).rows.map((r) => [r.id, r.state]));

describe("what a run proves", () => {
  it("counts a row as proven only by tests that ran and passed", () => {
    const run = ran(["[INV-01] a", "passed"], ["[INV-02] b", "skipped"], ["[INV-03] c", "failed"]);
    expect(states(run)).toEqual({
      "INV-01": "proven",
      "INV-02": "open",
      "INV-03": "failed",
      "INV-04": "open",
    });
  });

  it("takes several ids of one title, and those of the groups around it", () => {
    const run = ran(["[INV-01][INV-02] group > [INV-04] test", "passed"]);
    expect(states(run)).toEqual({
      "INV-01": "proven",
      "INV-02": "proven",
      "INV-03": "open",
      "INV-04": "proven",
    });
  });

  it("lets one failed test outweigh passed ones", () => {
    expect(states(ran(["[INV-01] a", "passed"], ["[INV-01] b", "failed"]))["INV-01"]).toBe("failed");
  });

  it("sums areas, and names ids that the matrix does not have", () => {
    const result = judge(rows, ran(["[INV-01] a", "passed"], ["[INV-99] typo", "passed"]));
    expect(result.areas).toEqual([{ area: "Inventory", prefix: "INV", rows: 4, proven: 1, open: 3 }]);
    expect(result.unknown.map((u) => u.id)).toEqual(["INV-99"]);
  });

  it("gives the passed tests of proven rows as their proof", () => {
    const run = ran(["[INV-01] a", "passed"], ["[INV-01] b", "skipped"], ["[INV-02] c", "failed"]);
    const proofs = proofsOf(judge(rows, run).rows);
    expect([...proofs].map(([id, tests]) => [id, tests.map((t) => t.title)])).toEqual([
      ["INV-01", ["[INV-01] a"]],
    ]);
  });

  it("without a run everything is open", () => {
    expect(new Set(Object.values(states(undefined)))).toEqual(new Set(["open"]));
  });
});
