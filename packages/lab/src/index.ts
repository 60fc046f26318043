export { withBadHosts } from "./bad-hosts.ts";
export { type BaseImage, baseKey, ensureBase } from "./base-image.ts";
export { judge, type LabCheck, labChecks } from "./checks.ts";
export { type Bind, type Lab, openLab } from "./config.ts";
export { labDestroy, labDown, labReset } from "./down.ts";
export { consoleArgs, inNetworkOf, labConsole } from "./enter.ts";
export { labPlan, planWith } from "./environment.ts";
export { installerUser, markerPath } from "./host-files.ts";

export { echoImage, loadImage } from "./images.ts";
export { followInbox, readInbox } from "./inbox/inbox.ts";
export type { Message } from "./inbox/message.ts";
export {
  incidentKinds,
  type LabIncident,
  type LabIncidentKind,
  labIncidents,
  loginHost,
  secondCrash,
} from "./incidents/kinds.ts";
export { removeServices, startServices } from "./incidents/services.ts";
export { type Lease, type LeaseOptions, leaseHosts, withHosts } from "./lease.ts";
export { labLogs } from "./logs.ts";
export { ensureOwnersN8n, n8nBinds, ownersWorkflow, ownersWorkflowAnswers, waitForOwnersN8n } from "./n8n.ts";
export { inNetwork } from "./network.ts";
export { labOpen, type OpenPage } from "./open.ts";
export { hostPaths, labNames, labOwner } from "./paths.ts";
export type { LabHost, LabPlan, LabPort, LabRole } from "./plan.ts";
export { planOf } from "./site-plan.ts";
export { labExec, labMust, onLabHost, sshArgs, writeSshConfig } from "./ssh.ts";
export { demandLab, labUp, type UpOptions, waitReady } from "./start.ts";
export { type HostStatus, type LabStatus, labStatus } from "./status.ts";
export { suiteState } from "./suite.ts";
export { profiles } from "./traffic/profiles.ts";
export { labTraffic, readReceipt, type TrafficOptions } from "./traffic/replay.ts";
export { countSequences, type Receipt, type StreamCount } from "./traffic/sequence.ts";
export {
  WindowsLog,
  windowsFiles,
  windowsFolder,
  windowsRotate,
  windowsSide,
  windowsWrite,
} from "./windows.ts";
export { withoutLab } from "./without.ts";
