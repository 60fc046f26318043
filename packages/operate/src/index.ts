export { backup } from "./backup/backup.ts";
export type { Manifest } from "./backup/manifest.ts";
export { type Restored, restore } from "./backup/restore.ts";
export {
  type BootstrapOptions,
  type Bootstrapped,
  bootstrapHost,
  publicKey,
} from "./bootstrap/bootstrap.ts";
export { cloudInit, preseed } from "./bootstrap/script.ts";
export { type DetectorState, detectorProblems, detectorState } from "./detector/detector.ts";
export { mustOnHost } from "./hosts/ssh.ts";
export { type LogLine, type LokiClient, openLoki } from "./loki/client.ts";
export { tail } from "./loki/tail.ts";
export { type Preview, preview } from "./preview/preview.ts";
export { previewMarkdown, previewText } from "./preview/views.ts";
export { type AlertProbe, probeAlerts } from "./probe/alerts.ts";
export { probeLines } from "./probe/plan.ts";
export { type ProbeResult, type ProbeRow, probe } from "./probe/probe.ts";
export { type HostState, type SiteStatus, siteStatus } from "./status/status.ts";
export type { Applied } from "./up/apply.ts";
export { down } from "./up/down.ts";
export { runLock } from "./up/lock.ts";
export { type Provisioned, type ProvisionOptions, provision } from "./up/provision.ts";
export { type OnUp, type StepName, step, stepNames, type UpEvent } from "./up/steps.ts";
