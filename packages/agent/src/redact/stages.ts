import type { Site } from "@logstead/inventory";
import type { Stage } from "../stages/stage.ts";
import { gateTexts, textsOfFamily } from "./gate.ts";
import { expressionsOf, type Family, marks, type Rule } from "./rule.ts";
import { addresses } from "./rules/addresses.ts";
import { families } from "./rules/all.ts";
import { money } from "./rules/money.ts";
import { vendors } from "./rules/vendors.ts";
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
  if (settings.ips !== "keep") stages.push(...ruleStages(addresses.rules, settings.ips === "hash" || hash));
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
    stages: ruleStages(family.rules, hash),
  };
}

function ruleStages(rules: readonly Rule[], hash: boolean): Stage[] {
  const stages: Stage[] = [];
  rules.forEach((rule, i) => {
    const made = expressionsOf(rule).map(({ expression }) => stageOf(rule, expression, hash));
    if (!rule.needs) stages.push(...made);
    else if (rule.needs === rules[i - 1]?.needs) (stages.at(-1) as When).stages.push(...made);
    else stages.push({ type: "when", contains: [...rule.needs], stages: made });
  });
  return stages;
}
type When = Extract<Stage, { type: "when" }>;

export function stageOf(rule: Rule, expression: string, hash: boolean): Stage {
  const { keep, check, mark, replacement = mark ? marks[mark] : "***" } = rule;
  return {
    type: "replace",
    expression,
    replacement,
    ...(mark && { append: true }),
    ...(hash && replacement === "***" && { hash }),
    ...(keep !== undefined && { keep }),
    ...(check !== undefined && { check }),
  };
}
