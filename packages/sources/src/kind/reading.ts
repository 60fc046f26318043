/*
 * How a collector reads a source, as plain data: worked out once from the inventory, then rendered for
 * Promtail and for Alloy. Durations are written as Go reads them (`12h`, `500ms`).
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

export interface FilesRead {
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

/** A socket that is listened on. */
export interface Socket {
  address: string;
  port: number;
  protocol: "udp" | "tcp";
}

/** What all ways of reading have in common; a kind adds what its renderers need. */
export interface Reading {
  /** Relabelling of what the program knows beside the line. */
  rules: readonly RelabelRule[];
  /** The files whose positions are kept. */
  files?: FilesRead;
  /** The journal whose cursor is kept. */
  journal?: { path: string };
  /** The sockets that the collector itself opens. */
  listens?: readonly Socket[];
  /** What it reads, where the other collector cannot take over how far it was read. */
  positionsStay?: string;
}

/** A field that a source knows beside the line, and where the program keeps it. */
export interface SourceField {
  /** Its name in Loki. */
  name: string;
  /** The program's internal label, such as `__journal__boot_id`. */
  from: string;
  /** Matches the whole value and captures what is kept; everything when left out. */
  regex?: string;
  replacement?: string;
}

/** Fields as relabelling writes them, sorted into labels and metadata by the site's policy. */
export interface PlacedFields {
  rules: readonly RelabelRule[];
  labels: readonly string[];
  metadata: readonly string[];
}
