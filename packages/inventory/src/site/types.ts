import type { AbsolutePath, ByteSize, HttpUrl, Port } from "@logstead/fields";
import type { Source } from "@logstead/sources";
import type { z } from "zod";
import type { CollectorSettings } from "../schema/collector.ts";
import type { Host } from "../schema/host.ts";
import type { sections } from "../schema/inventory.ts";

export type Sections = { [K in keyof typeof sections]: z.output<(typeof sections)[K]> };

/** A host's settings after all layers; what a dump writes. */
export type HostSettings = Omit<z.output<typeof Host>, "collector"> & { collector: CollectorSettings };

/** A source of a host, also those that follow from its roles and `containerLogs`. */
export interface NamedSource {
  name: string;
  implied: boolean;
  source: Source;
}

export interface ListenPort {
  /** Who uses it, as it is named in messages: `collector (promtail http)`. */
  owner: string;
  /** The setting it comes from, below the host or the site. */
  path: (string | number)[];
  address: string;
  port: Port;
  protocol: "tcp" | "udp";
}

/** What follows from a host's settings; computed once, cannot be set. */
export interface HostDerived {
  runtime: NonNullable<CollectorSettings["runtime"]>;
  positionsPath: AbsolutePath;
  resources: { cpus: number; memory: ByteSize };
  /** Groups of the collector's user; docker only where it is needed, since it is as good as root. */
  userGroups: string[];
  containerEngine: "docker" | "podman";
  tenant: string;
  timezone: string;
  sources: NamedSource[];
  ports: ListenPort[];
}

export interface SiteHost {
  name: string;
  settings: HostSettings;
  derived: HostDerived;
}

export interface StreamRetention {
  /** Who asked for it: a log kind, a tenant or a rule of loki.retention.streams. */
  owner: string;
  match: Record<string, string>;
  days: number;
  priority: number;
}

export interface SiteDerived {
  lokiHost: string | undefined;
  lokiUrl: HttpUrl;
  pushUrl: string;
  grafanaUrl: HttpUrl | undefined;
  n8nUrl: HttpUrl | undefined;
  lokiResources: { cpus: number; memory: ByteSize; storage: ByteSize };
  tenants: string[];
  /** The ways alerts leave. */
  routes: NonNullable<Sections["alerting"]["routes"]>;
  retention: {
    /** Loki's `retention_period`: never shorter than the longest kind. */
    globalDays: number;
    streams: StreamRetention[];
  };
  /** Every `secret:NAME` the site refers to, sorted. */
  secrets: string[];
}

/** A checked inventory with everything that follows from it. */
export interface Site extends Sections {
  environment: string;
  file: string;
  groups: Record<string, unknown>;
  defaults: Record<string, unknown>;
  hosts: Record<string, SiteHost>;
  derived: SiteDerived;
}
