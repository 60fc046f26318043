export { bracketed } from "./address.ts";
export { writeFileAtomic } from "./atomic.ts";
export { ports, versions } from "./defaults.ts";
export { ExitCode } from "./exit.ts";
export { lockOwner, withLock } from "./lock.ts";
export { artifactsDir, cacheDir, cloneId, dataDir, repoRoot, stateDir } from "./paths.ts";
export { freePort } from "./port.ts";
export { formatProblem, type Problem, ProblemError, problem } from "./problem.ts";
