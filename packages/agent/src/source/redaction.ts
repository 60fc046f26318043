import type { Site } from "@logstead/inventory";
import { redactionStages } from "../redact/stages.ts";
import type { Stage } from "../stages/stage.ts";

/** Sources of a site have the same rules, but for tenants with rules of their own. */
const made = new WeakMap<Site, Map<string, Stage[]>>();

/** What hides secrets in the lines of a tenant; the one place where redaction joins the other stages. */
export function redactionOf(site: Site, tenant: string): Stage[] {
  const tenants = made.get(site) ?? new Map<string, Stage[]>();
  made.set(site, tenants);
  const known = tenants.get(tenant);
  if (known) return known;
  const stages = redactionStages(site, tenant);
  const everyones = JSON.stringify(stages) === JSON.stringify(redactionStages(site, ""));
  const name = everyones ? "redaction" : `redaction_${tenant.replaceAll(/\W/g, "_")}`;
  const shared: Stage[] = stages.length === 0 ? [] : [{ type: "shared", name, stages }];
  tenants.set(tenant, shared);
  return shared;
}
