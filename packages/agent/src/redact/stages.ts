import type { Site } from "@logstead/inventory";
import type { Stage } from "../stages/stage.ts";
import { expressionsOf, type Family, marks, type Rule, textsOf } from "./rule.ts";
import { addresses } from "./rules/addresses.ts";
import { first, type Group, groups } from "./rules/all.ts";
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
      contains: [...first.texts],
      matches: [...first.matches],
      stages: groups.map((group) => groupStage(group, hash)),
    });
  if (settings.ips !== "keep") stages.push(...ruleStages(addresses.rules, settings.ips === "hash" || hash));
  for (const { expression, replacement } of settings.rules)
    stages.push({ type: "replace", expression, replacement, ...(hash && replacement === "***" && { hash }) });
  return stages;
}

/** A line that passes the first filter costs only the families that may apply to it. */
function groupStage({ texts, matches, families }: Group, hash: boolean): Stage {
  const [only] = texts ?? [];
  const inner = (family: Family): Stage[] => {
    const stages = ruleStages(family.rules, hash);
    if (matches !== undefined) return stages;
    if (family.matches !== undefined) return [{ type: "when", matches: [family.matches], stages }];
    return texts?.length === 1 ? stages : [{ type: "when", contains: textsOfFamily(family), stages }];
  };
  return {
    type: "when",
    ...(only !== undefined && { contains: [...(texts as readonly string[])] }),
    ...(matches !== undefined && { matches: [...matches] }),
    stages: families.flatMap(inner),
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

/** The texts a family looks for; a text that contains another is redundant. */
function textsOfFamily(family: Family): string[] {
  const texts = [...new Set(family.rules.flatMap((rule) => textsOf(rule)))];
  return texts.filter((text) => !texts.some((other) => other !== text && text.includes(other)));
}
