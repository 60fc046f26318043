import type { Site } from "@logstead/inventory";
import type { Stage } from "../stages/stage.ts";
import { gateTexts, textsOfFamily } from "./gate.ts";
import { expressionsOf, type Family, type Rule } from "./rule.ts";
import { addresses } from "./rules/addresses.ts";
import { families } from "./rules/all.ts";
import { vendors } from "./rules/vendors.ts";
import { money } from "./rules/money.ts";
import { type RedactionSettings, redactionSettings } from "./settings.ts";

/**
 * What hides secrets and personal data in a tenant's lines. They look at the line, so they belong between what
 * unwraps it (docker, cri, multiline) and what extracts from it: fields and labels are redacted by that, too.
 */
export const redactionStages = (site: Pick<Site, "redaction" | "tenants">, tenant: string): Stage[] =>
  stagesOfSettings(redactionSettings(site, tenant));

export function stagesOfSettings(settings: RedactionSettings): Stage[] {
  const stages: Stage[] = [];
  const hash = settings.hash;
  if (settings.enabled)
    stages.push({
      type: "when",
      contains: [...new Set([...gateTexts, ...textsOfFamily(vendors)])],
      matches: money.matches as string,
      stages: families.map((family) => familyStage(family, hash)),
    });
  if (settings.ips !== "keep")
    stages.push(...addresses.rules.flatMap((rule) => ruleStages(rule, settings.ips === "hash" || hash)));
  for (const { expression, replacement } of settings.rules)
    stages.push({ type: "replace", expression, replacement, ...(hash && replacement === "***" && { hash }) });
  return stages;
}

function familyStage(family: Family, hash: boolean): Stage {
  const texts = textsOfFamily(family);
  return {
    type: "when",
    ...(texts.length > 0 && { contains: texts }),
    ...(family.matches !== undefined && { matches: family.matches }),
    stages: family.rules.flatMap((rule) => ruleStages(rule, hash)),
  };
}

function ruleStages(rule: Rule, hash: boolean): Stage[] {
  const { keep, check, needs } = rule;
  const stages = expressionsOf(rule).map(
    ({ expression }): Stage => ({
      type: "replace",
      expression,
      replacement: "***",
      ...(hash && { hash }),
      ...(keep !== undefined && { keep }),
      ...(check !== undefined && { check }),
    }),
  );
  return needs ? [{ type: "when", contains: [...needs], stages }] : stages;
}
