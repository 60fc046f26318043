import { z } from "zod";
import { DetectorSettings } from "../settings.ts";

/*
 * What the service reads: `vars_log_anomaly.yaml`, rendered from an inventory. It is the
 * inventory's `detector` section with what follows from the rest of the site: where Loki and n8n are, who may
 * use the API, when maintenance is. Unknown keys are refused; secrets are references to files or variables.
 */
const {
  thresholds,
  model,
  store,
  port,
  address,
  warmUp,
  seasons,
  retention,
  maxPatterns,
  maxLineBytes,
  http,
} = DetectorSettings.shape;

const url = z
  .string()
  .regex(/^https?:\/\/[^\s@]+$/, "http://host:port or https://host, without a password")
  .meta({ examples: ["http://192.168.1.143:3100"] });
const secret = z
  .string()
  .regex(
    /^(secret:[a-z][a-z0-9-]{0,62}|env:[A-Z_][A-Z0-9_]*|file:\/.+)$/,
    "secret:NAME, env:VARIABLE or file:/path",
  )
  .meta({ examples: ["secret:n8n-webhook-token"] });
const duration = z
  .string()
  .regex(/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/, "number and unit (ms, s, m, h, d, w), such as 5m or 14d")
  .meta({ examples: ["10m"] });
const selector = z.string().regex(/^\{.*\}$/, 'a LogQL selector, such as {job=~".+"}');
const file = z.string().startsWith("/", "an absolute path");
const certificate = {
  certificate: file.optional().describe("A client certificate in PEM, where Loki asks for one; with key."),
  key: file.optional().describe("Its key."),
};

const LokiSource = z
  .strictObject({
    url,
    tenant: z.string().min(1).optional().describe("Sent as X-Scope-OrgID."),
    token: secret.optional().describe("Sent as a bearer token."),
    ...certificate,
    selectors: z
      .array(selector)
      .min(1)
      .default(['{job=~".+", job!~"logstead-.*"}'])
      .describe("Which streams are read; the default leaves out the detector's own lines."),
    lookback: duration.default("1h").describe("How far back a first start reads."),
    lateWindow: duration
      .default("1h")
      .describe("How long after its time a line may still come; Loki itself accepts an hour by default."),
  })
  .describe("Read lines from Loki.");

const Push = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether POST /loki/api/v1/push takes lines."),
    maxBodyBytes: z
      .int()
      .min(65_536)
      .max(268_435_456)
      .default(16_777_216)
      .describe("The largest request, packed or unpacked."),
  })
  .prefault({})
  .describe("Take lines from collectors, by Loki's protocol.");

const Maintenance = z.strictObject({
  start: z.string().min(9).describe("Five-field cron time, in the site's time zone."),
  duration,
  hosts: z.array(z.string()).default([]).describe("None: all."),
  reason: z.string().min(1),
});

export const ServiceSettings = z
  .strictObject({
    site: z
      .strictObject({
        name: z.string().min(1).default("site").describe("Named in alerts."),
        timezone: z.string().min(1).default("UTC").describe("Of maintenance windows and hours of marks."),
      })
      .prefault({})
      .describe("What of the site alerts and windows need."),
    port,
    address,
    publicUrl: url.optional().describe("How people reach the page; default: address and port."),
    folder: z
      .string()
      .startsWith("/")
      .default("/var/lib/logstead/detector")
      .describe("Embedded store and accepted lines that are not learned yet."),
    secretsFolder: z
      .string()
      .startsWith("/")
      .default("/run/secrets")
      .describe("Where secret:NAME is a file; CREDENTIALS_DIRECTORY goes before it."),
    sources: z
      .strictObject({
        loki: LokiSource.optional(),
        push: Push,
        stdin: z.boolean().default(false).describe("Whether lines are read from standard input."),
      })
      .prefault({})
      .describe("Where lines come from."),
    queue: z
      .strictObject({
        maxBytes: z
          .int()
          .min(1_048_576)
          .default(67_108_864)
          .describe("Unpacked lines that wait; beyond it senders are told to come back (429)."),
        maxJournalBytes: z
          .int()
          .min(1_048_576)
          .default(1_073_741_824)
          .describe("Accepted requests kept on disk until they are learned and saved."),
      })
      .prefault({})
      .describe("What waits, and how much of it."),
    store,
    checkpoint: duration.default("1m").describe("How often what was learned is saved."),
    thresholds,
    model,
    warmUp,
    seasons,
    retention,
    maxPatterns,
    maxLineBytes,
    alerts: z
      .strictObject({
        enabled: z.boolean().default(true).describe("Off: anomalies are kept and shown, nobody is told."),
        n8n: z
          .strictObject({ webhook: url, token: secret.optional() })
          .optional()
          .describe("The webhook of the alert flow; the token goes into the header Authorization."),
        alertmanager: z
          .strictObject({ url, token: secret.optional() })
          .optional()
          .describe("An Alertmanager, told over its API version 2."),
        loki: z
          .strictObject({
            url,
            tenant: z.string().min(1).optional(),
            token: secret.optional(),
            ...certificate,
          })
          .optional()
          .describe('Where anomalies are written as lines of {job="logstead-anomalies"}.'),
        rateLimit: z
          .strictObject({
            alerts: z.int().min(1).default(20),
            per: duration.default("10m"),
          })
          .prefault({})
          .describe("New anomalies told within this time; beyond it one summary tells of the storm."),
        resolveAfter: duration
          .default("30m")
          .describe(
            "Quiet time after which an anomaly is over; findings half an hour apart are one episode.",
          ),
        reopenWithin: duration
          .default("1h")
          .describe("The same cause within this time after its end is the same anomaly again."),
        repeat: duration.default("4h").describe("How often an anomaly that goes on is told again."),
      })
      .prefault({})
      .describe("Who is told."),
    maintenance: z
      .record(z.string(), Maintenance)
      .default({})
      .describe("Times in which alerts are held back."),
    redaction: z
      .strictObject({
        enabled: z.boolean().default(true),
        ips: z.enum(["keep", "mask", "hash"]).default("keep"),
        hash: z.boolean().default(false),
        salt: secret.optional(),
        rules: z
          .array(z.strictObject({ name: z.string(), expression: z.string(), replacement: z.string() }))
          .default([]),
      })
      .prefault({})
      .describe("What is hidden in lines before they are kept, shown or sent."),
    http,
  })
  .describe("Settings of the log anomaly detector's service.");
export type ServiceSettings = z.output<typeof ServiceSettings>;
