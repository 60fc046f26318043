import { Duration, LabelName, Name, Regex, SecretRef, Text } from "@logstead/fields";
import { z } from "zod";

const Rule = z.strictObject({
  expression: Regex.describe("What to find. Its capture groups are hidden; without any, the whole match."),
  replacement: z.string().max(100).default("***").describe("What stands there instead."),
  tenants: z.array(Name).prefault([]).describe("Tenants it is for; none: all."),
  review: z
    .enum(["draft", "reviewed", "rejected"])
    .default("draft")
    .describe("The state of Security's review; rejected rules are not rendered."),
  reason: Text.optional().describe("Why it is there."),
});

export const Redaction = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe("Whether the built-in rules apply (passwords, tokens, keys, cards, …)."),
    ips: z
      .enum(["keep", "mask", "hash"])
      .default("keep")
      .describe("What happens to IP addresses: a homelab needs them, a company may not keep them."),
    hash: z
      .strictObject({
        enabled: z
          .boolean()
          .default(false)
          .describe("Whether values become keyed hashes, so that equal ones stay comparable."),
        salt: SecretRef.prefault("secret:redaction-salt").describe(
          "The key; it is stored on hosts with mode 0600, never in a rendered file.",
        ),
      })
      .prefault({})
      .describe("Keyed hashes instead of ***."),
    rules: z.record(Name, Rule).prefault({}).describe("Own rules beside the built-in ones."),
  })
  .prefault({})
  .describe("What is hidden before a line leaves its host.");
export type Redaction = z.output<typeof Redaction>;

export const Tenant = z.strictObject({
  description: Text.optional().describe("Who it is."),
  labels: z
    .array(LabelName)
    .prefault([])
    .describe("Labels its streams may have beside the required ones; none: the site's list."),
  fields: z
    .array(LabelName)
    .prefault([])
    .describe("Fields its lines may carry as metadata; none: the site's list."),
  redaction: z.array(Name).prefault([]).describe("Rules of `redaction.rules` it wants beside those for all."),
  retention: Duration.optional().describe(
    "How long its lines are kept: 7 to 90 days; default: loki.retention.default.",
  ),
  deployment: z
    .enum(["standard", "dedicated"])
    .default("standard")
    .describe("dedicated: collectors of its own."),
});
export const Tenants = z
  .record(Name, Tenant)
  .prefault({})
  .describe("Tenants; none: one, named by loki.tenant.");
export type Tenants = z.output<typeof Tenants>;
