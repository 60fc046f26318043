export { rolesOf } from "./key.ts";
export { type PoolOptions, runScenarios } from "./pool.ts";
export { preconditions, type Ready } from "./preconditions.ts";
export { junit } from "./report/junit.ts";
export { countsText, failuresText } from "./report/text.ts";
export { findScenarios, type Platform, roleFolders, type Scenario } from "./scenario.ts";
export { suiteLab, whyNoLab } from "./suite-lab.ts";
export type { Failure, Journal, Phase, PhaseResult, ScenarioResult } from "./types.ts";
export { type DescribeOptions, describeRole, testScenario } from "./vitest.ts";
