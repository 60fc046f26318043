export {
  ByteSize,
  Duration,
  formatBytes,
  inBytes,
  inDays,
  inSeconds,
  ipOf,
  LabelName,
  LogLevel,
  Regex,
  refuseRegex,
  type SecretRef,
  storedName,
  wslPath,
} from "@logstead/fields";
export { type Loaded, load, loadText } from "./load/load.ts";
export { type Written, written } from "./load/written.ts";
export { roles } from "./schema/host.ts";
export { notes, withoutEffect } from "./schema/no-effect.ts";
export { journalOf } from "./site/journal.ts";
export { type LokiPart, lokiParts, partsAddress } from "./site/loki-parts.ts";
export { libraryPipelines } from "./site/pipelines.ts";
export {
  collectorVersion,
  detectorHost,
  detectorProxyPort,
  detectorVersion,
} from "./site/programs.ts";
export { expectedOf } from "./site/streams.ts";
export type { HostSettings, NamedSource, Site, SiteHost } from "./site/types.ts";
export { ansibleFile, ansibleHost, ansibleList } from "./views/ansible.ts";
export { dump } from "./views/dump.ts";
export { dot, graph, mermaid } from "./views/graph.ts";
export type { JsonSchema } from "./views/json-schema.ts";
export { pulumiConfig } from "./views/pulumi.ts";
export { reference } from "./views/reference.ts";
export { jsonSchema } from "./views/schema.ts";
export { sshArgs, sshIdentity, sshKnownHosts } from "./views/ssh.ts";
export { type Summary, summarize } from "./views/summary.ts";
