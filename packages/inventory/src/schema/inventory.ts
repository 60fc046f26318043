import { DetectorSettings } from "@logstead/detector/settings";
import { AbsolutePath, CronTime, Name, Text } from "@logstead/fields";
import { z } from "zod";
import { Alerting } from "./alerting.ts";
import { Artifacts } from "./artifacts.ts";
import { Exports } from "./exports.ts";
import { Gateway } from "./gateway.ts";
import { Device, Host, HostDefaults } from "./host.ts";
import { K8s } from "./k8s.ts";
import { Fields, Labels, Levels, LogSchema } from "./labels.ts";
import { LogKinds } from "./log-kinds.ts";
import { Loki } from "./loki.ts";
import { Redaction, Tenants } from "./privacy.ts";
import { Grafana, N8n, Nginx, Secrets } from "./services.ts";
import { SiteSettings } from "./site.ts";
import { Targets } from "./targets.ts";

const Backup = z
  .strictObject({
    at: CronTime.prefault("30 2 * * *").describe("When backups are made."),
    folder: AbsolutePath.prefault("/backup").describe("Where they go on the Loki host."),
    keep: z.int().min(1).max(365).default(14).describe("How many are kept."),
  })
  .prefault({})
  .describe("Backups of Loki, positions and configuration.");

const Pipelines = z
  .record(Name, z.strictObject({ folder: Text.describe("The pipeline's folder, relative to this file.") }))
  .prefault({})
  .describe("Own pipelines beside the library's.");

/** Every section of an inventory file except `hosts`, `groups` and `defaults`, which are layered. */
export const sections = {
  site: SiteSettings,
  secrets: Secrets,
  artifacts: Artifacts,
  devices: z
    .record(Name, Device)
    .prefault({})
    .describe("Things that send syslog or GELF because they cannot run a collector."),
  labels: Labels,
  levels: Levels,
  fields: Fields,
  logSchema: LogSchema,
  logKinds: LogKinds,
  tenants: Tenants,
  redaction: Redaction,
  pipelines: Pipelines,
  loki: Loki,
  grafana: Grafana,
  n8n: N8n,
  nginx: Nginx,
  alerting: Alerting,
  detector: DetectorSettings.prefault({}),
  exports: Exports,
  gateway: Gateway,
  k8s: K8s,
  targets: Targets,
  backup: Backup,
};

/** One inventory file as its author writes it; the JSON Schema and the reference are made from this. */
export const Inventory = z
  .strictObject({
    include: z
      .array(Text)
      .default([])
      .describe("Further files of this inventory, relative to this one; * stands for any part of a name."),
    ...sections,
    defaults: HostDefaults.prefault({}).describe("Settings of every host."),
    groups: z.record(Name, HostDefaults).prefault({}).describe("Settings of hosts that name the group."),
    hosts: z.record(Name, Host).describe("The machines, by name."),
  })
  .describe("A Logstead inventory: one site and everything in it.");
