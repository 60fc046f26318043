import { bracketed } from "@logstead/base";
import { inBytes, type SiteHost } from "@logstead/inventory";
import type { CollectorModel } from "../model.ts";
import { collectorPlaces } from "../places.ts";
import { type TargetsFile, targetsFileOf } from "../targets-file.ts";
import { firstPositions } from "./first.ts";
import { type Directive, hardening } from "./hardening.ts";

/** How a collector runs as a systemd service: everything its unit and its helpers are written from. */
export interface UnitSettings {
  agent: "promtail" | "alloy";
  user: string;
  groups: readonly string[];
  home: string;
  program: string;
  config: string;
  /** Arguments of the program, after its name. */
  run: readonly string[];
  /** Says whether the configuration is right; the old process stays if it is not. */
  validate: readonly string[];
  /** Files with `NAME=value`, readable by root only: the key of keyed hashes. */
  environmentFiles: readonly string[];
  /** Created with mode 0750, owned by the user; the only writable folders. */
  folders: readonly string[];
  /** Where certificates and tokens are; root owns them, the group reads them. */
  credentials: string;
  hardening: readonly Directive[];
  limits: readonly Directive[];
  backup: { folder: string; keep: number; positions: string };
  /** What is done to positions before a start. */
  positions: ReturnType<typeof firstPositions>;
  /** Lists of container files with names that are kept up to date. */
  targets: readonly TargetsFile[];
}

/** The unit of a host's collector, or undefined where it does not run as one. */
export function unitOf(host: SiteHost, model: CollectorModel): UnitSettings | undefined {
  if (model.runtime !== "systemd") return undefined;
  const { agent } = model;
  const { home, config, program, credentials, environment } = collectorPlaces(agent);
  const { backup } = host.settings.collector;
  const targets = host.derived.sources.flatMap((named) => targetsFileOf(host, named) ?? []);
  return {
    agent,
    user: agent,
    groups: host.derived.userGroups,
    home,
    program,
    config,
    run: runArguments(model, config),
    validate:
      agent === "promtail" ? ["-check-syntax", ...promtailArguments(model, config)] : ["validate", config],
    environmentFiles: model.saltVariable === undefined ? [] : [environment],
    folders: [...new Set([home, positionsFolder(model), ...(agent === "alloy" ? ["/var/log/alloy"] : [])])],
    credentials,
    hardening: hardening(model.sources),
    limits: limits(host),
    backup: { folder: backup.folder, keep: backup.keep, positions: model.positions.path },
    positions: firstPositions(model),
    targets,
  };
}

const positionsFolder = ({ agent, positions: { path } }: CollectorModel) =>
  agent === "promtail" ? path.replace(/\/[^/]*$/, "") : path;

function promtailArguments(model: CollectorModel, config: string): string[] {
  // Only where there is a key to insert: it would also expand every other ${…} of the file.
  const expand = model.saltVariable === undefined ? [] : ["-config.expand-env=true"];
  return [`-config.file=${config}`, ...expand];
}

function runArguments(model: CollectorModel, config: string): string[] {
  if (model.agent === "promtail") return promtailArguments(model, config);
  const { address, port } = model.server;
  return [
    "run",
    `--server.http.listen-addr=${bracketed(address)}:${port}`,
    `--storage.path=${model.positions.path}`,
    // No usage statistics leave the host.
    "--disable-reporting",
    config,
  ];
}

/** Limits of files and processes from the inventory; of memory and CPU from its profile. */
function limits({ settings: { collector }, derived: { resources } }: SiteHost): Directive[] {
  const bytes = inBytes(resources.memory);
  const mib = (share: number) => Math.floor((bytes * share) / 1024 / 1024);
  return [
    { name: "LimitNOFILE", value: String(collector.limits.openFiles) },
    { name: "LimitNPROC", value: String(collector.limits.processes) },
    { name: "TasksMax", value: String(collector.limits.processes) },
    { name: "CPUQuota", value: `${Math.round(resources.cpus * 100)}%` },
    { name: "MemoryMax", value: String(Math.round(bytes)) },
    {
      name: "Environment",
      value: `GOMEMLIMIT=${mib(0.9)}MiB`,
      why: "Near the limit Go collects garbage instead of being killed.",
    },
    {
      name: "Environment",
      value: `GOMAXPROCS=${Math.max(1, Math.ceil(resources.cpus))}`,
      why: "A line is handed from stage to stage; threads beyond the quota only look for work.",
    },
  ];
}
