import { z } from "zod";
import { kinds } from "../core/detect/finding.ts";

/** Fields that the documents of the model share. Times are milliseconds since 1970. */

export const time = z.number().min(0).max(253_402_300_800_000).describe("Milliseconds since 1970.");
export const id = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, "letters, digits, _ and -, at most 64");
export const text = z.string().max(500);
export const hour = z.number().min(0).max(24);

export const Severity = z.enum(["info", "warning", "critical"]).meta({ id: "Severity" });
export type Severity = z.output<typeof Severity>;

export const Kind = z.enum(kinds).meta({ id: "Kind" });

export const Verdict = z.enum(["normal", "real"]).meta({
  id: "Verdict",
  description: "normal: not worth an alert (a false alarm); real: rightly raised.",
});
export type Verdict = z.output<typeof Verdict>;
