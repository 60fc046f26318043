import { z } from "zod";
import { hour, id, Kind, text, time, Verdict } from "./common.ts";

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
