export { ByteSize, formatBytes, inBytes } from "./fields/byte-size.ts";
export { Duration, inDays, inSeconds } from "./fields/duration.ts";
export { LabelName, LogLevel } from "./fields/names.ts";
export { ipOf } from "./fields/network.ts";
export { wslPath } from "./fields/paths.ts";
export { Regex, refuseRegex } from "./fields/regex.ts";
export { type SecretRef, storedName } from "./fields/secret-ref.ts";
export { type Loaded, load, loadText } from "./load/load.ts";
export { type Written, written } from "./load/written.ts";
export { roles } from "./schema/host.ts";
export type { Source } from "./schema/sources.ts";
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
export { pulumiConfig } from "./views/pulumi.ts";
export { reference } from "./views/reference.ts";
export { type JsonSchema, jsonSchema } from "./views/schema.ts";
export { sshArgs, sshIdentity, sshKnownHosts } from "./views/ssh.ts";
export { type Summary, summarize } from "./views/summary.ts";
