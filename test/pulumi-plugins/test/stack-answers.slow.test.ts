import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Value } from "../src/kit/values.ts";
import type { Project } from "./support/project.ts";
import { official, readRecorded, recording, standIn, writeRecorded } from "./support/recorded.ts";
import { runScenario, type Scenario, scenarioTemplate } from "./support/scenario.ts";

const file = "stacks.yaml";
const scenarios = readRecorded<Scenario>(file);
const providers = [
  { who: "the stand-in", program: standIn, write: false },
  ...(official ? [{ who: "the official provider", program: official, write: recording }] : []),
];

for (const { who, program, write } of providers)
  describe(`stacks with ${who} do as recorded`, () => {
    const answered = new Map<string, Value[]>();
    let template: Project;
    beforeAll(async () => {
      template = await scenarioTemplate();
    });
    afterAll(() => template.remove());

    it.concurrent.each(scenarios)("$name", async (scenario) => {
      const answers = await runScenario(scenario, program, template);
      answered.set(scenario.name, answers);
      if (!write) expect(answers).toEqual(scenario.steps.map((step) => step.answer));
    });

    if (write)
      afterAll(() => {
        const withAnswer = (scenario: Scenario) =>
          scenario.steps.map((step, i) => ({ ...step, answer: answered.get(scenario.name)?.[i] }));
        const whole = scenarios.map((scenario) => ({ ...scenario, steps: withAnswer(scenario) }));
        writeRecorded(file, whole, 4);
      });
  });
