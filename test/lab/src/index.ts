export { type LabCheck, labChecks, withoutLab } from "./checks.ts";
export { type Bind, type Lab, openLab } from "./config.ts";
export { labDestroy, labDown, labReset } from "./down.ts";
export { defaultPlan, type LabHost, type LabPlan, type LabPort, planWith } from "./plan.ts";
export { labExec, labMust, sshArgs, writeSshConfig } from "./ssh.ts";
export { labUp, type UpOptions, waitReady } from "./up.ts";
