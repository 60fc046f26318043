import { z } from "zod";
import { Anomaly } from "../model/anomaly.ts";
import { Kind, Severity, text, time } from "../model/common.ts";

/*
 * What only the HTTP API takes and gives; what the service itself works with is in `model/`. The service checks
 * requests by these types, and the OpenAPI document is made from them. Lines, templates and values are redacted
 * before they come here.
 */

export const AnomalyQuery = z.object({
  status: z.enum(["firing", "resolved"]).optional(),
  severity: Severity.optional().describe("At least this severity."),
  host: text.optional(),
  stream: text.optional(),
  kind: Kind.optional(),
  suppressed: z.enum(["yes", "no"]).optional(),
  verdict: z.enum(["normal", "real", "none"]).optional(),
  q: text.optional().describe("Text in title, sentences, templates or evidence, whatever its case."),
  from: z.coerce.number().min(0).max(253_402_300_800_000).optional().describe("Opened at or after."),
  to: z.coerce.number().min(0).max(253_402_300_800_000).optional().describe("Opened before."),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional().describe("`next` of the page before."),
});
export type AnomalyQuery = z.output<typeof AnomalyQuery>;

export const AnomalyPage = z
  .object({ items: z.array(Anomaly), next: z.string().optional(), total: z.number().int() })
  .meta({ id: "AnomalyPage", description: "Newest first." });

export const Stream = z
  .object({
    stream: z.string(),
    host: z.string().optional(),
    state: z.enum(["learning", "watching", "silent"]),
    learningUntil: time,
    first: time,
    last: time,
    lines: z.number().int(),
    patterns: z.number().int(),
    score: z.number().describe("Of the last closed ten minutes."),
  })
  .meta({ id: "Stream" });

export const Pattern = z
  .object({
    id: z.number().int(),
    template: z.string().describe("`<*>` stands for variables."),
    streams: z.array(z.string()),
    lines: z.number().int(),
    first: time,
    last: time,
    error: z.boolean(),
    sample: z.string(),
  })
  .meta({ id: "Pattern" });
export type Pattern = z.output<typeof Pattern>;

export const Point = z.object({ time, lines: z.number() }).meta({ id: "Point" });

export const PatternDetail = Pattern.extend({
  samples: z
    .array(z.object({ stream: z.string(), lines: z.number().int(), last: time, sample: z.string() }))
    .describe("The last line of each stream, redacted; of at most 50 streams, most lines first."),
  counts: z.array(Point).describe("Lines of each ten minutes, over all streams."),
}).meta({ id: "PatternDetail" });

export const BandPoint = z
  .object({
    time,
    lines: z.number().optional().describe("Absent while the window is open or was not counted."),
    expected: z.number(),
    low: z.number(),
    high: z.number(),
  })
  .meta({ id: "BandPoint", description: "Ten minutes: what came, and between what it was expected." });

export const Baseline = z
  .object({
    stream: z.string(),
    pattern: z.number().int().optional(),
    sigma: z.number(),
    points: z.array(BandPoint),
  })
  .meta({ id: "Baseline" });

export const FalsePositives = z
  .object({
    days: z.number(),
    alerts: z.number().int().describe("Anomalies of which an alert was sent."),
    normal: z.number().int().describe("Of these, marked normal."),
    real: z.number().int().describe("Of these, marked real."),
    share: z.number().describe("normal / alerts: what is known to be false."),
    shareOfJudged: z.number().optional().describe("normal / (normal + real)."),
    perHostAndDay: z.number().describe("normal / hosts / days."),
    target: z.number(),
  })
  .meta({ id: "FalsePositives" });

export const Status = z
  .object({
    version: z.string(),
    started: time,
    now: time.describe("The engine's clock."),
    site: z.string(),
    ready: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
    streams: z.object({ learning: z.number(), watching: z.number(), silent: z.number() }),
    lines: z.number().int(),
    skipped: z.record(z.string(), z.number()),
    queue: z.object({ lines: z.number(), bytes: z.number(), limitBytes: z.number() }),
    lagSeconds: z.record(z.string(), z.number()),
    outbox: z.object({ waiting: z.number(), failing: z.number() }),
    firing: z.number().int(),
    falsePositives: FalsePositives,
    caller: z
      .object({ name: z.string(), role: z.enum(["read", "feedback", "admin"]) })
      .describe("Whose token this was asked with."),
  })
  .meta({ id: "Status" });

/** Every refusal, as `application/problem+json` (RFC 9457) with the project's own fields. */
export const ApiProblem = z
  .object({
    code: z.string(),
    message: z.string(),
    status: z.number().int(),
    problems: z
      .array(z.object({ path: z.string().optional(), message: z.string(), got: z.string().optional() }))
      .optional(),
  })
  .meta({ id: "Problem" });
export type ApiProblem = z.output<typeof ApiProblem>;
