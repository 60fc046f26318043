import type { Site } from "@logstead/inventory";

/** The privacy settings of a site that decide what is hidden for one tenant. */
export interface RedactionSettings {
  enabled: boolean;
  ips: "keep" | "mask" | "hash";
  hash: boolean;
  rules: OwnRule[];
}

export interface OwnRule {
  name: string;
  expression: string;
  replacement: string;
}

/** A rule that Security rejected applies to nobody; a draft applies, since hiding too much does no harm. */
export function redactionSettings(
  site: Pick<Site, "redaction" | "tenants">,
  tenant: string,
): RedactionSettings {
  const { enabled, ips, hash, rules } = site.redaction;
  const wanted = site.tenants[tenant]?.redaction ?? [];
  return {
    enabled,
    ips,
    hash: hash.enabled,
    rules: Object.entries(rules)
      .filter(([, { review }]) => review !== "rejected")
      .filter(
        ([name, { tenants }]) => tenants.length === 0 || tenants.includes(tenant) || wanted.includes(name),
      )
      .map(([name, { expression, replacement }]) => ({
        name,
        expression: withGroup(expression),
        replacement,
      })),
  };
}

/**
 * The programs replace groups, so that an expression without one becomes a group; names are taken off, since a
 * named group would leave its value among the extracted fields.
 */
export function withGroup(expression: string): string {
  const bare = expression.replaceAll(/\(\?P?<(?![=!])\w+>/g, "(");
  const outside = bare
    .replaceAll(/\\[\s\S]/g, "..")
    .replaceAll(/\[\^?\]?[^\]]*\]/g, (set) => "x".repeat(set.length));
  return /\((?!\?)/.test(outside) ? bare : `(${bare})`;
}
