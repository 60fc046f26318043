import { ports } from "@logstead/base";
import { z } from "zod";

/*
 * The detector's own settings: what `vars_log_anomaly.yaml` holds. The inventory embeds this schema, so
 * it depends on zod alone. Values are checked by pattern; `message` of a pattern says what is expected.
 */
const duration = z
  .string()
  .regex(/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/, "number and unit (ms, s, m, h, d, w), such as 5m or 14d")
  .meta({ examples: ["10m", "14d"] });
const byteSize = z
  .string()
  .regex(/^\d+(?:\.\d+)?(?:B|[KMGT]i?B)$/, "number and unit, such as 512MB or 10GB")
  .meta({ examples: ["512MB", "10GB"] });
const secretRef = z
  .string()
  .regex(
    /^(secret:[a-z][a-z0-9-]{0,62}|env:[A-Z_][A-Z0-9_]*|file:\/.+)$/,
    "secret:NAME, env:VARIABLE or file:/path",
  )
  .meta({ examples: ["secret:detector-store"] });
const share = z.number().min(0).max(1);

/** How often the second tier looks at what the first has gathered. */
const batchInterval = duration
  .refine((text) => {
    const minutes = /^(\d+)m$/.exec(text)?.[1];
    return minutes !== undefined && Number(minutes) >= 5 && Number(minutes) <= 15;
  }, "whole minutes from 5m to 15m")
  .meta({ examples: ["10m"] });

const Thresholds = z
  .strictObject({
    sigma: z
      .number()
      .min(1)
      .max(10)
      .default(3)
      .describe("How many robust standard deviations from the baseline count as unusual."),
    score: share
      .default(0.99)
      .describe(
        "The calibrated score from which a finding counts; 0.99 is exceeded by about 1 % of normal windows.",
      ),
    entropy: share
      .default(0.99)
      .describe("The share of a stream's lines whose entropy is lower than that of an unusual line."),
    editDistance: z
      .int()
      .min(1)
      .max(5)
      .default(2)
      .describe(
        "The greatest Levenshtein distance at which a rare line counts as a near miss of a known one.",
      ),
    silence: duration
      .default("10m")
      .describe("How long a stream that normally writes may be silent; longer baselines stretch it."),
  })
  .prefault({})
  .describe("When something counts as unusual.");

const Model = z
  .strictObject({
    embedder: z
      .enum(["word2vec", "llamacpp"])
      .default("word2vec")
      .describe(
        "What turns patterns into vectors; word2vec learns from the site's own lines and needs no model file.",
      ),
    clustering: z
      .enum(["dbscan", "isolationForest"])
      .default("dbscan")
      .describe("What finds outliers among the vectors; DBSCAN also groups, which explains its findings."),
    modelFile: z
      .string()
      .regex(/^\//, "an absolute path to a GGUF file on the detector's host")
      .meta({ examples: ["/var/lib/logstead/models/embedding.gguf"] })
      .optional()
      .describe("The GGUF model that llamacpp loads; only with embedder llamacpp."),
    dimensions: z.int().min(8).max(4096).default(64).describe("Length of a pattern's vector (word2vec)."),
    batchInterval: batchInterval.default("10m").describe("How often tier 2 runs: from 5m to 15m."),
  })
  .prefault({})
  .describe("Tier 2: the models and how often they run.");

const Store = z
  .strictObject({
    kind: z
      .enum(["pglite", "postgresql", "redis"])
      .describe("Where baselines, patterns and findings are kept; pglite is embedded and needs no server."),
    url: z
      .string()
      .regex(
        /^(postgres(ql)?|rediss?):\/\/[^@]+$/,
        "postgresql://host:port/name or redis://host:port, without a password",
      )
      .meta({ examples: ["postgresql://192.168.1.143:5432/logstead", "redis://192.168.1.143:6379"] })
      .optional()
      .describe("The server's address, for postgresql and redis."),
    user: z.string().min(1).optional().describe("The user at the server."),
    password: secretRef.optional().describe("The user's password."),
  })
  .describe("Where the detector keeps its state.");

/** Everything the detector can be told; every key has a default. */
const Token = z.strictObject({
  name: z.string().min(1).max(64).describe("Who it belongs to; written to the audit log."),
  role: z.enum(["read", "feedback", "admin"]).describe("Each role may do all of the one before."),
  token: secretRef.describe("The Bearer token itself."),
});

const Http = z
  .strictObject({
    tokens: z.array(Token).default([]).describe("Who may use API and page; without any, nobody may."),
    requestsPerMinute: z
      .int()
      .min(1)
      .default(600)
      .describe("Per token or address; pushed lines are limited by the queue instead."),
    falsePositiveTarget: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe("Share of alerts that may be false."),
  })
  .prefault({})
  .describe("Who may use API and page, and how often.");

export const DetectorSettings = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether the site has a detector."),
    port: z.int().min(1).max(65_535).default(ports.detector).describe("API and page, inside the site only."),
    address: z
      .string()
      .min(1)
      .default("127.0.0.1")
      .describe("The address it listens on; loopback, because its users reach it through the proxy."),
    publicUrl: z
      .string()
      .regex(/^https?:\/\/[^\s@/]+$/, "https://host or https://host:port, without a path")
      .meta({ examples: ["https://192.168.1.143:8443"] })
      .optional()
      .describe(
        "How people reach the page, for the links in alerts. On a host with nginx, nginx listens there where its scheme is that of loki.transport; without it the page stays on the host.",
      ),
    http: Http,
    image: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/, "registry/name, without a tag")
      .meta({ examples: ["registry.example.org/logstead/detector"] })
      .optional()
      .describe(
        "The image's name in a registry, whose tag is the version (artifacts.programs.detector); without it the image is made by `./logstead image detector` and brought to the host.",
      ),
    selectors: z
      .array(z.string().regex(/^\{.*\}$/, 'a LogQL selector, such as {job=~".+"}'))
      .min(1)
      .default(['{job=~".+", job!~"logstead-.*"}'])
      .describe(
        "Which streams are read, as LogQL selectors; the default leaves out the detector's own lines.",
      ),
    store: z
      .union([z.enum(["pglite", "postgresql", "redis"]), Store])
      .default("pglite")
      .describe(
        "pglite, postgresql or redis, or an object that also gives the server's url, user and password.",
      ),
    thresholds: Thresholds,
    model: Model,
    warmUp: duration
      .default("24h")
      .describe("How long a new stream is only learned: one day holds one daily season."),
    seasons: z
      .array(z.enum(["daily", "weekly"]))
      .default(["daily", "weekly"])
      .describe("The seasons that the baseline knows."),
    retention: duration.default("90d").describe("How long findings and feedback are kept."),
    maxPatterns: z
      .int()
      .min(1000)
      .max(10_000_000)
      .default(100_000)
      .describe("Patterns kept in memory; older ones are evicted and counted."),
    maxLineBytes: z
      .int()
      .min(256)
      .max(1_048_576)
      .default(16_384)
      .describe("Longer lines are cut before they are mined, and counted."),
    resources: z
      .strictObject({
        cpus: z.number().min(0.1).max(64).default(2).describe("Cores it may use."),
        memory: byteSize.default("2GB").describe("Memory it may use."),
        storage: byteSize.default("10GB").describe("Room for models and baselines."),
      })
      .prefault({})
      .describe("What the service may use on its host."),
  })
  .describe("The log anomaly detector.");

export type DetectorSettings = z.output<typeof DetectorSettings>;
