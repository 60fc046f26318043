import { z } from "zod";

/*
 * What the detector sends to n8n and what n8n answers; docs/alerts.md tells the whole exchange. The alert
 * flow that is rendered for n8n checks requests by this very schema, so a sender that it fits cannot be
 * refused. Keys that a receiver does not know are ignored: a newer sender keeps working with an older flow.
 * Times are milliseconds since 1970. Titles and samples are redacted before they come here.
 */
const time = z.number().min(0).max(253_402_300_800_000).describe("Milliseconds since 1970.");
const id = z
  .string()
  .regex(/^[0-9A-Za-z_.:-]{1,128}$/)
  .describe("Letters, digits and _ . : -, at most 128.");
const short = z.string().min(1).max(500);

export const AlertSuppression = z
  .object({
    by: z.string().min(1).max(64).describe("silence, maintenance, dependency, …"),
    id: z.string().max(128),
    reason: z.string().max(1000),
    until: time.optional(),
  })
  .describe("Why nobody is told of it.");

/** One step of an anomaly's life, as it is sent; `POST /webhook/<path>` with `Authorization: Bearer TOKEN`. */
export const AlertPayload = z
  .object({
    version: z.literal(1),
    key: id.describe(
      "The idempotency key: equal for every delivery of this step, different for every other.",
    ),
    event: z.enum(["firing", "updated", "resolved"]),
    site: short,
    anomaly: id.describe("The anomaly that this is a step of."),
    fingerprint: id.describe("Equal for every anomaly of this cause; ties messages together."),
    sequence: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .describe("Grows with every step of an anomaly; an older step that comes later is dropped."),
    severity: z.enum(["info", "warning", "critical"]),
    title: short.describe("One line that says it all."),
    reasons: z.array(short).max(20).describe("What made the severity."),
    score: z.number().min(0).max(1),
    hosts: z.array(short).max(100),
    streams: z.array(short).max(100),
    opened: time,
    updated: time,
    resolved: time.optional(),
    text: z.string().optional().describe("A few sentences for people."),
    kinds: z.array(z.string()).max(100).optional().describe("What kinds of deviation it consists of."),
    seen: z.string().max(1000).optional(),
    expected: z.string().max(1000).optional(),
    samples: z.array(z.string().max(1000)).max(20).describe("Lines that show it."),
    link: z
      .string()
      .regex(/^https?:\/\/[^\s<>|]{1,1000}$/)
      .describe("The anomaly's page."),
    suppressed: z.array(AlertSuppression).max(20).describe("Not empty: nobody is told, but ends are."),
  })
  .describe("An alert on its way to people.");
export type AlertPayload = z.output<typeof AlertPayload>;

/** Asks the flow whether it is there and which one it is; tells nobody. */
export const AlertPing = z.object({ version: z.literal(1), ping: z.literal(true) });

export const channelOutcomes = [
  /** Told now. */
  "sent",
  /** Told before, by this key. */
  "already",
  /** An equal alert was told within the dedup window. */
  "deduplicated",
  /** Beyond the rate limit: it comes with the next summary. */
  "held",
  /** A later step was told before. */
  "superseded",
  /** It is over, and this channel never heard of it. */
  "unheard",
  /** Another delivery of this key is at it: ask again. */
  "busy",
  /** Ask again; what was sent is not sent twice. */
  "failed",
] as const;

/**
 * What became of it. Status 200: nothing is left to do. 400: it can never be accepted, `reason` says why.
 * 403: the token is wrong. 409 (busy), 502 (a channel failed) and everything else: deliver it again, not
 * before `Retry-After` seconds where that header is there; channels that have it are left out then.
 */
export const AlertAnswer = z.object({
  key: z.string().optional(),
  digest: z.string().optional().describe("Of the flow, in answers to a ping."),
  reason: z.string().optional(),
  retryAfter: z.number().min(0).optional().describe("Seconds."),
  channels: z
    .record(z.string(), z.object({ outcome: z.enum(channelOutcomes), reason: z.string().optional() }))
    .default({})
    .describe("By channel of the inventory; empty if it was suppressed or its severity goes to none."),
});
export type AlertAnswer = z.output<typeof AlertAnswer>;
