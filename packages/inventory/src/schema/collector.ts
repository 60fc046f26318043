import { ports } from "@logstead/base";
import {
  AbsolutePath,
  ByteSize,
  CidrAddress,
  Duration,
  HttpUrl,
  LabelName,
  Name,
  Port,
  Regex,
  SecretRef,
  Text,
} from "@logstead/fields";
import { z } from "zod";

export const Agent = z.enum(["promtail", "alloy"]);

/** A light gateway in WSL2, and any other host. */
export const collectorProfiles = {
  small: { cpus: 0.1, memory: "64MB" },
  host: { cpus: 0.5, memory: "256MB" },
} as const;

const Resources = z
  .union([
    z.enum(["small", "host"]),
    z.strictObject({
      cpus: z.number().min(0.05).max(16).describe("Cores it may use."),
      memory: ByteSize.describe("Memory it may use."),
    }),
  ])
  .default("host")
  .describe("A profile (small: 0.1 core, 64MB; host: 0.5 core, 256MB) or own figures.");

const Listen = z.strictObject({
  purpose: z.enum(["http", "metrics", "syslog", "push"]).describe("What the port is for."),
  address: CidrAddress.prefault("127.0.0.1").describe(
    "The address to listen on; loopback unless the network must reach it.",
  ),
  port: Port,
});

const Client = z
  .strictObject({
    rate: z.int().min(1).default(10_000).describe("The most lines sent per second."),
    burst: z.int().min(1).default(20_000).describe("The most lines sent at once."),
    minBackoff: Duration.prefault("1s").describe("Wait before the first retry."),
    maxBackoff: Duration.prefault("30s").describe("Longest wait between retries."),
    maxRetries: z
      .int()
      .min(0)
      .default(10)
      .describe(
        "Retries of a batch from a receiver; 0 is endless. Sources that can be read again (journal, files) always retry endlessly.",
      ),
    batchWait: Duration.prefault("500ms").describe("How long a batch waits to fill."),
    batchSize: ByteSize.prefault("1MiB").describe("The size at which a batch is sent."),
    timeout: Duration.prefault("10s").describe("How long one request may take."),
  })
  .prefault({})
  .describe("How lines are sent.");

const Destination = z.strictObject({
  url: HttpUrl.describe("Another Loki, or an OTLP endpoint, that gets the same lines."),
  protocol: z
    .enum(["loki", "otlp"])
    .default("loki")
    .describe("loki: /loki/api/v1/push; otlp: /otlp/v1/logs."),
  tenant: Name.optional().describe("The tenant there."),
  token: SecretRef.optional().describe("The Bearer token there."),
});

const Exporters = z
  .strictObject({
    node: z.boolean().default(true).describe("Host metrics, all collectors."),
    process: z.boolean().default(true).describe("Metrics per process."),
    systemd: z.boolean().default(true).describe("Metrics per unit."),
    unitAllow: Regex.prefault(".*").describe("Units that are measured."),
    unitDeny: Regex.prefault(
      String.raw`(autovt@|dev-mapper|sys-devices|sys-subsystem|user@|session)\.(service|socket)`,
    ).describe("Units that are not measured."),
    remoteWrite: HttpUrl.optional().describe("Where Alloy sends metrics; without it no exporter runs."),
    scrapeInterval: Duration.prefault("15s").describe("How often metrics are read."),
    selfScrapeInterval: Duration.prefault("30s").describe("How often Alloy reads its own metrics."),
  })
  .prefault({})
  .describe("Metrics that Alloy collects beside logs.");

const Limits = z
  .strictObject({
    openFiles: z.int().min(256).default(65_536).describe("Open files (LimitNOFILE)."),
    processes: z.int().min(64).default(4096).describe("Processes and threads (LimitNPROC)."),
  })
  .prefault({})
  .describe("The unit's limits; adjust to the machine.");

/** The long form of a host's `collector`. */
export const CollectorSettings = z.strictObject({
  agent: Agent.default("promtail").describe(
    "promtail (past its end of life, but what most sites still run) or alloy, with the same labels.",
  ),
  runtime: z
    .enum(["systemd", "container", "daemonset", "sidecar", "windows"])
    .optional()
    .describe("How it runs; default: systemd on Linux and WSL2, windows on Windows."),
  positionsPath: AbsolutePath.optional().describe(
    "Where it keeps its positions; default: /var/lib/promtail/positions.yaml or /var/lib/alloy/positions, which survive a reboot.",
  ),
  onPositionsError: z
    .enum(["beginning", "end"])
    .default("beginning")
    .describe(
      "What to do with a damaged positions file: read again from the beginning (duplicates) or continue at the end (a gap).",
    ),
  listen: z
    .array(Listen)
    .optional()
    .describe(
      `Where it listens; default: its own HTTP port on loopback (promtail ${ports.promtail}, alloy ${ports.alloy}) and what its sources need.`,
    ),
  resources: Resources,
  limits: Limits,
  groups: z
    .array(Text)
    .optional()
    .describe(
      "Groups of its user; default: systemd-journal for a journal, docker only where the socket or its files are read.",
    ),
  client: Client,
  destinations: z.array(Destination).prefault([]).describe("Other places the lines go to."),
  exporters: Exporters,
  backup: z
    .strictObject({
      folder: AbsolutePath.prefault("/backup").describe("Where configuration and positions are copied to."),
      keep: z.int().min(1).max(365).default(14).describe("Copies kept."),
    })
    .prefault({})
    .describe("Copies of configuration and positions, made before each change."),
  dropLabels: z.array(LabelName).prefault(["sensitive_data"]).describe("Labels that never leave the host."),
});
export const Collector = z
  .union([Agent, CollectorSettings])
  .meta({ id: "Collector" })
  .describe("promtail or alloy, or an object with its settings.");
export type CollectorSettings = z.output<typeof CollectorSettings>;
