import { z } from "zod";
import { id, time } from "./common.ts";

export const AuditEntry = z
  .object({ id, at: time, by: z.string(), action: z.string(), target: z.string(), detail: z.string() })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.output<typeof AuditEntry>;
