import { z } from "zod";
import { kinds } from "../core/detect/finding.ts";

/*
 * What the detector's API takes and gives, in one place: the service checks requests by it, the OpenAPI
 * document is made from it, and whoever calls the API (the page, n8n, tests) can import its types. Times are
 * milliseconds since 1970. Lines, templates and values are redacted before they come here.
 */
const time = z.number().min(0).max(253_402_300_800_000).describe("Milliseconds since 1970.");
const id = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, "letters, digits, _ and -, at most 64");
const text = z.string().max(500);
const hour = z.number().min(0).max(24);

export const Severity = z.enum(["info", "warning", "critical"]).meta({ id: "Severity" });
export type Severity = z.output<typeof Severity>;

export const Kind = z.enum(kinds).meta({ id: "Kind" });

export const Verdict = z.enum(["normal", "real"]).meta({
  id: "Verdict",
  description: "normal: not worth an alert (a false alarm); real: rightly raised.",
});
export type Verdict = z.output<typeof Verdict>;

/** Why an anomaly raised no alert, or why its next one is held back. */
export const Suppression = z
  .object({
    by: z.enum(["feedback", "silence", "maintenance", "dependency", "storm"]),
    id: z.string().describe("The mark, silence, maintenance window or anomaly that holds it back."),
    reason: z.string(),
    until: time.optional(),
  })
  .meta({ id: "Suppression" });
export type Suppression = z.output<typeof Suppression>;

/** Findings of one kind and pattern in one stream, as a part of an anomaly. */
export const Member = z
  .object({
    kind: Kind,
    stream: z.string(),
    host: z.string().optional(),
    pattern: z.number().int().optional().describe("Id of the pattern, for GET /api/v1/patterns/{id}."),
    template: z.string().optional(),
    score: z.number().min(0).max(1).describe("Calibrated: 0.99 is exceeded by 1 % of normal windows."),
    adjusted: z.number().min(0).max(1).describe("The score after feedback; it decides."),
    surprise: z.number().describe("-log10 of the chance by the model alone."),
    severity: Severity,
    first: time,
    last: time,
    count: z.number().int().min(1).describe("Findings."),
    expected: z.string(),
    seen: z.string(),
    value: z.number().optional().describe("What was seen as a number, where it is one."),
    evidence: z.array(z.string()).describe("Sample lines, redacted, at most 500 characters each."),
    sentence: z.string(),
  })
  .meta({ id: "Member" });
export type Member = z.output<typeof Member>;

export const Anomaly = z
  .object({
    id,
    fingerprint: z.string().describe("The same for every anomaly of this cause: kind, place and pattern."),
    sequence: z.number().int().min(1).describe("Grows with every change that is told to anyone."),
    status: z.enum(["firing", "resolved"]),
    severity: Severity,
    reasons: z.array(z.string()).describe("What made the severity."),
    title: z.string(),
    opened: time,
    updated: time,
    resolved: time.optional(),
    score: z.number().min(0).max(1),
    hosts: z.array(z.string()),
    streams: z.array(z.string()),
    members: z.array(Member).describe("What it consists of, the opening finding first."),
    droppedMembers: z.number().int().min(0).describe("Members beyond the most that are kept."),
    suppressed: z.array(Suppression).describe("Empty if its alerts are sent."),
    alerts: z.number().int().min(0).describe("Alerts that were handed to the senders so far."),
    verdict: Verdict.optional().describe("What an operator said of it last."),
    link: z.string().describe("The page of this anomaly."),
  })
  .meta({ id: "Anomaly" });
export type Anomaly = z.output<typeof Anomaly>;

/** One step of an anomaly's life, as the event stream sends it. */
export const AnomalyEvent = z
  .object({
    id: z.number().int().describe("Grows by one; Last-Event-ID continues behind it."),
    time,
    type: z.enum(["firing", "updated", "resolved", "suppressed", "marked"]),
    anomaly: Anomaly,
  })
  .meta({ id: "AnomalyEvent" });
export type AnomalyEvent = z.output<typeof AnomalyEvent>;

/** One step of an anomaly's life, without the anomaly itself. */
export const Step = z
  .object({
    id: z.number().int().describe("Of the event, as in the event stream."),
    time,
    type: AnomalyEvent.shape.type,
    sequence: z.number().int(),
    severity: Severity,
    hosts: z.array(z.string()),
    suppressed: z.array(Suppression),
    verdict: Verdict.optional(),
  })
  .meta({ id: "Step" });

export const SentAlert = z
  .object({
    route: z.enum(["n8n", "alertmanager"]),
    event: z.enum(["firing", "updated", "resolved"]),
    sequence: z.number().int(),
    created: time,
    state: z.enum(["waiting", "sent", "refused"]),
    at: time.describe("When it was sent or refused; while it waits: when it is tried next."),
    attempts: z.number().int().min(0).describe("Attempts that failed."),
    lastError: z.string().optional(),
  })
  .meta({ id: "SentAlert" });

export const History = z
  .object({
    steps: z.array(Step).describe("The last hundred, in order."),
    alerts: z.array(SentAlert).describe("Of these steps; sent ones are kept for a week."),
  })
  .meta({ id: "History" });
export type History = z.output<typeof History>;

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

/** Limits of a mark; what is left out holds for all. */
export const MarkScope = z
  .object({
    kind: Kind.optional(),
    template: text.optional().describe("Pattern text; similar ones count by their likeness."),
    stream: text.optional().describe("A stream; `*` stands for any text."),
    host: text.optional(),
    hours: z
      .object({ from: hour, to: hour })
      .optional()
      .describe("Hours of the day in the site's time zone; from > to goes over midnight."),
    values: z
      .object({ min: z.number().optional(), max: z.number().optional() })
      .optional()
      .describe("Seen values the mark holds for."),
  })
  .meta({ id: "MarkScope" });
export type MarkScope = z.output<typeof MarkScope>;

export const NewMark = z
  .object({
    anomaly: id,
    verdict: Verdict,
    comment: text.optional(),
    scope: MarkScope.optional().describe(
      "Default: kind, pattern and stream of each member, values up to 1.5 times.",
    ),
  })
  .meta({ id: "NewMark" });
export type NewMark = z.output<typeof NewMark>;

export const Mark = z
  .object({
    id,
    anomaly: id,
    verdict: Verdict,
    scopes: z.array(MarkScope),
    by: z.string(),
    at: time,
    comment: z.string().optional(),
    undone: z.object({ by: z.string(), at: time }).optional(),
    hits: z.number().int().min(0).describe("Findings it changed so far."),
  })
  .meta({ id: "Mark" });
export type Mark = z.output<typeof Mark>;

/** Whom a silence holds back; every field that is given must match. */
export const Matcher = z
  .object({
    fingerprint: z.string().max(64).optional(),
    host: text.optional(),
    stream: text.optional().describe("`*` stands for any text."),
    kind: Kind.optional(),
    template: text.optional(),
  })
  .refine((m) => Object.values(m).some((value) => value !== undefined), "at least one field")
  .meta({ id: "Matcher" });
export type Matcher = z.output<typeof Matcher>;

export const NewSilence = z
  .object({
    match: Matcher,
    from: time.optional().describe("Default: now."),
    until: time,
    comment: text.optional(),
  })
  .meta({ id: "NewSilence" });
export const Snooze = z
  .object({
    minutes: z.number().int().min(1).max(43_200).default(60),
    comment: text.optional(),
  })
  .meta({ id: "Snooze" });

export const Silence = z
  .object({
    id,
    match: Matcher,
    from: time,
    until: time,
    by: z.string(),
    at: time,
    comment: z.string().optional(),
    ended: z.object({ by: z.string(), at: time }).optional(),
  })
  .meta({ id: "Silence" });
export type Silence = z.output<typeof Silence>;

export const Maintenance = z
  .object({
    name: z.string(),
    start: z.string().describe("Five-field cron time in the site's time zone."),
    duration: z.string(),
    hosts: z.array(z.string()).describe("None: all."),
    reason: z.string(),
    active: z.boolean(),
    until: time.optional(),
    next: time.optional(),
  })
  .meta({ id: "Maintenance", description: "A window that the inventory declares." });

export const Suppressions = z
  .object({ silences: z.array(Silence), maintenance: z.array(Maintenance) })
  .meta({ id: "Suppressions" });

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

export const AuditEntry = z
  .object({ id, at: time, by: z.string(), action: z.string(), target: z.string(), detail: z.string() })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.output<typeof AuditEntry>;

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
