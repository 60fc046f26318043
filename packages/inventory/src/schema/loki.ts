import { ports, versions } from "@logstead/base";
import {
  AbsolutePath,
  ByteSize,
  CidrAddress,
  Duration,
  HttpUrl,
  LabelName,
  Name,
  Port,
  SecretRef,
  Version,
} from "@logstead/fields";
import { z } from "zod";

/** A light gateway in WSL2, and a central server. */
export const lokiProfiles = {
  small: { cpus: 0.5, memory: "512MB", storage: "20GB" },
  ocean: { cpus: 2, memory: "2GB", storage: "100GB" },
} as const;

const Resources = z
  .union([
    z.enum(["small", "ocean"]),
    z.strictObject({
      cpus: z.number().min(0.1).max(256).describe("Cores it may use."),
      memory: ByteSize.describe("Memory it may use."),
      storage: ByteSize.describe("Disk for chunks and index."),
    }),
  ])
  .default("ocean")
  .describe("A profile (small: 0.5 core, 512MB, 20GB; ocean: 2 cores, 2GB, 100GB) or own figures.");

const Retention = z
  .strictObject({
    default: Duration.prefault("336h").describe(
      "How long lines are kept that no log kind or tenant names: 7 to 90 days.",
    ),
    streams: z
      .array(
        z.strictObject({
          match: z.record(LabelName, z.string().min(1)).describe("Labels and values a stream must have."),
          period: Duration.describe("How long its lines are kept, 24h at least (Loki refuses less)."),
          priority: z
            .int()
            .min(1)
            .max(100)
            .default(10)
            .describe("Which rule wins if several match: the highest."),
        }),
      )
      .prefault([])
      .describe("Own retention for streams with certain labels."),
    deleteDelay: Duration.prefault("2h").describe(
      "How long the compactor waits before it deletes marked chunks.",
    ),
  })
  .prefault({})
  .describe(
    "How long lines are kept. Also renders the compactor settings without which Loki deletes nothing.",
  );

const Limits = z
  .strictObject({
    maxLookBack: Duration.prefault("0s").describe("How far back queries may reach; 0s is no limit."),
    maxQueryLength: Duration.prefault("721h").describe("The longest time one query may span."),
    rejectOldSamples: z
      .boolean()
      .default(true)
      .describe("Whether lines older than the next setting are refused."),
    rejectOldSamplesMaxAge: Duration.prefault("168h").describe(
      "How old a line may be when it arrives; raise it for a backfill.",
    ),
    maxStreams: z
      .int()
      .min(100)
      .default(5000)
      .describe("Streams a tenant may have; an alert is raised at half of it."),
    maxLineSize: ByteSize.prefault("256KiB").describe("Longer lines are cut, marked and counted."),
    maxOutstandingRequests: z.int().min(1).default(100).describe("How many queries of a tenant may wait."),
    resultsCacheSize: z.int().min(0).default(100).describe("The results cache in MB."),
  })
  .prefault({})
  .describe("Query and ingest limits.");

const Storage = z
  .strictObject({
    objectStore: z
      .enum(["filesystem", "s3"])
      .default("filesystem")
      .describe("Where chunks live; several replicas need s3."),
    bucket: z.string().min(3).optional().describe("The bucket, for s3."),
    endpoint: HttpUrl.optional().describe("The S3-compatible server, for s3."),
    accessKey: SecretRef.optional().describe("The access key, for s3."),
    secretKey: SecretRef.optional().describe("The secret key, for s3."),
    folder: AbsolutePath.prefault("/loki").describe("Root of the folders below."),
    index: AbsolutePath.prefault("/loki/index").describe("The active index."),
    cache: AbsolutePath.prefault("/loki/cache").describe("The index cache."),
    chunks: AbsolutePath.prefault("/loki/chunks").describe("The chunks."),
    schemaFrom: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, "a date, such as 2024-01-01")
      .default("2024-01-01")
      .describe("First day of the schema."),
    indexPrefix: z
      .string()
      .regex(/^[a-z_]+$/, "lower-case letters and underscores, such as index_")
      .default("index_")
      .describe("Name prefix of index tables."),
    indexPeriod: z
      .literal("24h")
      .default("24h")
      .describe("Time span of an index table; retention needs exactly 24h."),
    chunkIdle: Duration.prefault("5m").describe("A chunk without new lines is written after this time."),
    chunkRetain: Duration.prefault("30s").describe("How long a written chunk stays in memory."),
    compression: z
      .enum(["gzip", "zstd", "snappy"])
      .default("zstd")
      .describe("How chunks are compressed; zstd is smaller and faster than gzip."),
  })
  .prefault({})
  .describe("Where and how Loki stores.");

const Tls = z
  .strictObject({
    ca: z
      .enum(["own", "cert-manager", "files"])
      .default("own")
      .describe(
        "Who signs: an own CA made by the playbooks, cert-manager in the cluster, or files you bring.",
      ),
    certificate: AbsolutePath.optional().describe("Server certificate on the Loki host, with ca files."),
    key: AbsolutePath.optional().describe("Its key on the Loki host, with ca files."),
    renewBefore: Duration.prefault("30d").describe("How long before they expire certificates are renewed."),
  })
  .prefault({})
  .describe("Certificates.");

export const Loki = z
  .strictObject({
    version: Version.prefault(versions.loki).describe(
      "The version, which decides the form of storage and retention settings; 3.0.0 or newer.",
    ),
    mode: z
      .enum(["single", "scalable"])
      .default("single")
      .describe(
        "One process, or three (write, read, backend): on one host three containers with nginx in front.",
      ),
    url: HttpUrl.optional().describe(
      "How it is reached; default: derived from the host with role loki, its transport and port.",
    ),
    port: Port.default(ports.loki).describe("The HTTP API's port."),
    address: CidrAddress.prefault("127.0.0.1").describe(
      "The address it listens on itself; nginx serves the same port on the host's own address.",
    ),
    transport: z
      .enum(["plain", "tls", "mtls"])
      .default("mtls")
      .describe("How agents reach it; plain only inside the site."),
    authEnabled: z.boolean().default(false).describe("Whether Loki separates tenants (X-Scope-OrgID)."),
    pushToken: SecretRef.optional().describe(
      "The Bearer token of pushing agents; default with tls and mtls: secret:loki-push-token.",
    ),
    tls: Tls,
    resources: Resources,
    retention: Retention,
    limits: Limits,
    storage: Storage,
    replicationFactor: z
      .int()
      .min(1)
      .max(7)
      .default(1)
      .describe("Copies of each line; above 1 needs a shared ring and s3."),
    ring: z
      .strictObject({
        store: z
          .enum(["inmemory", "memberlist", "etcd", "consul"])
          .default("inmemory")
          .describe("Where members find each other."),
        members: z
          .array(z.string().min(1))
          .prefault([])
          .describe("Addresses of other members, for memberlist."),
      })
      .prefault({})
      .describe("The ring."),
    ruler: z.boolean().default(true).describe("Whether Loki evaluates alert rules itself."),
    tenant: Name.prefault("homelab").describe("The tenant of a site that names no tenants."),
  })
  .prefault({})
  .describe("The log store.");
export type Loki = z.output<typeof Loki>;
