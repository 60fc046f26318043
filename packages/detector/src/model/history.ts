import { z } from "zod";
import { AnomalyEvent, Suppression } from "./anomaly.ts";
import { Severity, time, Verdict } from "./common.ts";

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
