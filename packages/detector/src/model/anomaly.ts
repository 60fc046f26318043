import { z } from "zod";
import { id, Kind, Severity, time, Verdict } from "./common.ts";

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
