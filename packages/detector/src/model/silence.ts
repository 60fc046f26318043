import { z } from "zod";
import { id, Kind, text, time } from "./common.ts";

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
