import { describe, expect, test } from "vitest";
import { loadPipelineText } from "../../src/library/load.ts";
import { stagesOfFile } from "../../src/library/stages.ts";
import type { Stage } from "../../src/stages/stage.ts";
import { type Case, withEveryLine } from "../../src/trial/case.ts";
import { runCollector } from "../../src/trial/collectors.ts";
import { interpret } from "../../src/trial/result.ts";
import { alloy, promtail, unlessAlloy } from "../support/programs.ts";

const noisy = 2000;
const rare = 100;
/** Six standard deviations of a binomial distribution with p = ½: exceeded once in 500 million runs. */
const margin = 6 * Math.sqrt(noisy * 0.25);

const sample = (rate: number): Stage => ({ type: "sample", rate, reason: "sampled_out" });

const caseOf = (name: string, stage: Stage): Case => {
  return {
    pipeline: "sampling",
    name,
    job: `sampling-${name}`,
    // Each rare line stands among noisy ones.
    input: Buffer.from(
      Array.from({ length: noisy + rare }, (_, i) =>
        i % 21 === 0 ? `level=error n=${i}\n` : `level=debug n=${i}\n`,
      ).join(""),
    ),
    expectedFile: "",
    labels: { job: `sampling-${name}`, tenant: "main" },
    stages: [{ type: "when", contains: ["level=debug"], stages: [stage] }],
  };
};

const cases = {
  none: caseOf("none", sample(0)),
  half: caseOf("half", sample(0.5)),
  all: caseOf("all", sample(1)),
  filtered: caseOf("filtered", { type: "drop", expression: "n=\\d*[02468]$", reason: "even" }),
};
const even = Array.from({ length: noisy + rare }, (_, i) => i).filter(
  (i) => i % 21 !== 0 && i % 2 === 0,
).length;
const counts = new Map([
  [cases.filtered.job, rare + noisy - even],
  [cases.none.job, rare],
  [cases.half.job, rare + noisy / 2 - margin],
  [cases.all.job, rare + noisy],
]);
type Lines = (one: Case) => string[];

const programs: { title: string; skip: boolean; run: () => Promise<Lines> }[] = [
  {
    title: "the interpreter",
    skip: false,
    run: async () => (one) => interpret(one).map(({ line }) => line),
  },
  { title: "Promtail", skip: false, run: () => collected("promtail", promtail) },
  { title: `${unlessAlloy}Alloy`, skip: !alloy, run: () => collected("alloy", alloy as string) },
];

async function collected(agent: "promtail" | "alloy", program: string): Promise<Lines> {
  const shown = await runCollector(agent, program, Object.values(cases), counts);
  return (one) => (shown.get(one.job) ?? []).map(({ line }) => line);
}

describe.each(programs)("[ALY-35] $title", ({ skip, run }) => {
  test.skipIf(skip)(
    "keeps none, about half or all of what is sampled, filters, and leaves the rest whole",
    async () => {
      const lines = await run();
      const share = (one: Case) => {
        const debug = lines(one).filter((line) => line.startsWith("level=debug"));
        // No line is there twice.
        expect(new Set(debug).size).toBe(debug.length);
        return debug.length;
      };
      const errors = (one: Case) => lines(one).filter((line) => line.startsWith("level=error")).length;
      expect([share(cases.none), errors(cases.none)]).toEqual([0, rare]);
      expect([share(cases.all), errors(cases.all)]).toEqual([noisy, rare]);
      expect([share(cases.filtered), errors(cases.filtered)]).toEqual([noisy - even, rare]);
      expect(Math.abs(share(cases.half) - noisy / 2)).toBeLessThanOrEqual(margin);
    },
  );
});

const text = `
description: x
stages:
  - match: {line: level=debug, stages: [sampling: {rate: 0.25}]}
`;

test("a pipeline says what is sampled and under which reason the rest is counted", () => {
  const loaded = loadPipelineText("x", "", text, "pipeline.yaml");
  expect(loaded.ok && stagesOfFile(loaded.pipeline.definition, { timezone: "UTC" })).toEqual([
    {
      type: "when",
      matches: ["level=debug"],
      stages: [{ type: "sample", rate: 0.25, reason: "sampled_out" }],
    },
  ]);
});

test("cases see every line", () => {
  expect(interpret({ ...cases.none, stages: withEveryLine(cases.none.stages) })).toHaveLength(noisy + rare);
});
