export { parseMatrix, requirementsFile, withProof } from "./matrix.ts";
export { lastFullRun } from "./record.ts";
export { type AreaState, judge, proofsOf, type Requirements, type RowState } from "./requirements.ts";
export { runSuites } from "./run.ts";
export { slowest } from "./slowest.ts";
export { fastBudget } from "./suites.ts";
export type { Failure, Progress, Run, SuiteResult } from "./types.ts";
