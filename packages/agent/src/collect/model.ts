import type { Stage } from "../stages/stage.ts";

/*
 * What a host's collector does, as plain data: computed once from the inventory, rendered for Promtail and
 * for Alloy. Durations are written as Go reads them (`12h`, `500ms`), sizes are bytes.
 */

/** A rule of Prometheus relabelling, the part of it that is used here. */
export interface RelabelRule {
  /** The labels whose values, joined by `;`, are looked at. */
  from: readonly string[];
  /** Matches the whole value (RE2); `(.*)` when left out. */
  regex?: string;
  /** `replace` when left out. */
  action?: "keep" | "drop";
  /** The label to write, for replace. */
  to?: string;
  /** What to write; `$1` when left out. */
  replacement?: string;
}

/** Files that share labels: a glob, what is left out of it, and labels beside the source's. */
export interface FileGroup {
  path: string;
  exclude: readonly string[];
  labels: Readonly<Record<string, string>>;
}

export type Reading =
  | { kind: "journal"; path: string; maxAge: string; rules: readonly RelabelRule[] }
  | {
      kind: "files";
      groups: readonly FileGroup[];
      /** IANA name; undefined for UTF-8. */
      encoding: string | undefined;
      /** How often new files are looked for. */
      lookEvery: string;
      /** How often known files are looked at; undefined: as often as the program does by itself. */
      pollEvery: string | undefined;
      /** A file on the host, kept up to date there, that names the paths with their labels instead of the globs. */
      targetsFile: string | undefined;
      /** Whether a file that is there at the very first start is read from its beginning. */
      fromBeginning: boolean;
    }
  | { kind: "docker"; socket: string; rules: readonly RelabelRule[] }
  | {
      kind: "syslog";
      listeners: readonly Listener[];
      rules: readonly RelabelRule[];
    }
  | { kind: "push"; address: string; port: number; rules: readonly RelabelRule[] }
  | {
      kind: "kubernetes";
      namespaces: readonly string[];
      /** Rules on discovered pods, for targets. */
      rules: readonly RelabelRule[];
    }
  | {
      kind: "kafka";
      brokers: readonly string[];
      topics: readonly string[];
      group: string;
      rules: readonly RelabelRule[];
    };

export interface Listener {
  address: string;
  port: number;
  protocol: "udp" | "tcp";
  format: "rfc3164" | "rfc5424";
}

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
  /** Files that no group of the collector may read: audit logs, applications of one's own. */
  protectedFiles: boolean;
  /** Whether what was not delivered can be read again later; then it is tried for ever. */
  replayable: boolean;
  /** The tenant whose lines these are; undefined where Loki does not separate tenants. */
  tenant: string | undefined;
}

/** Where certificates and tokens are on the host; nothing of them is in a rendered file. */
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
  /** Tries of a batch from a source that can be read again; 0 is endless. */
  replayableRetries: number;
  /** Tries of a batch from a receiver; 0 is endless. */
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
