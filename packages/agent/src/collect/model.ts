import type { Reading } from "@logstead/sources";
import type { Stage } from "../stages/stage.ts";

/*
 * What a host's collector does, as plain data: computed once from the inventory, rendered for Promtail and
 * for Alloy. Durations are written as Go reads them (`12h`, `500ms`), sizes are bytes.
 */

export interface CollectedSource {
  /** As in the inventory. */
  name: string;
  /** The inventory's type: `journal`, `podman-files`, … */
  type: string;
  /** Why it is there or what to know about it, for the comment above it. */
  about: string;
  read: Reading;
  /** Labels with one value. */
  labels: Readonly<Record<string, string>>;
  /** The name of the pipeline, or undefined where lines pass as they are. */
  pipeline: string | undefined;
  /** Everything between the source and the client. */
  stages: readonly Stage[];
  /** Files that none of the collector's groups may read: audit logs, in-house applications. */
  protectedFiles: boolean;
  /** Whether undelivered lines can be read again later; then they are retried for ever. */
  replayable: boolean;
  /** The tenant whose lines these are; undefined where Loki does not separate tenants. */
  tenant: string | undefined;
}

/** Where certificates and tokens are on the host; rendered files hold only these paths. */
export interface Credentials {
  caFile: string | undefined;
  certFile: string | undefined;
  keyFile: string | undefined;
  tokenFile: string | undefined;
}

export interface Destination {
  name: string;
  protocol: "loki" | "otlp";
  url: string;
  tenant: string | undefined;
  credentials: Credentials;
  batchWait: string;
  batchSize: number;
  timeout: string;
  minBackoff: string;
  maxBackoff: string;
  /** Tries of a batch from a source that can be read again; 0 means no limit. */
  replayableRetries: number;
  /** Tries of a batch from a receiver; 0 means no limit. */
  receiverRetries: number;
}

export interface Exporters {
  node: boolean;
  process: boolean;
  systemd: boolean;
  unitAllow: string;
  unitDeny: string;
  remoteWrite: string;
  scrapeInterval: string;
  selfScrapeInterval: string;
}

export interface CollectorModel {
  agent: "promtail" | "alloy";
  host: string;
  site: string;
  runtime: "systemd" | "container" | "daemonset" | "sidecar" | "windows";
  server: { address: string; port: number };
  positions: {
    /** Promtail: a file; Alloy: the folder of its state. */
    path: string;
    onError: "beginning" | "end";
  };
  limits: {
    /** Lines a second, and at once. */
    rate: number;
    burst: number;
    /** Where a line is cut as a last resort, far above what Loki keeps. */
    lineBytes: number;
  };
  sources: readonly CollectedSource[];
  destinations: readonly Destination[];
  exporters: Exporters | undefined;
  /** The environment variable with the key of keyed hashes; undefined where none is used. */
  saltVariable: string | undefined;
}
