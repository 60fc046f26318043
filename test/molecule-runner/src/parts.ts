/** The steps of a scenario, which are measured one by one. */
export { type Cast, castScenario } from "./hosts.ts";
export { runProgram } from "./program.ts";
export { runScenario } from "./run.ts";
export { makeWorkspace } from "./workspace.ts";
