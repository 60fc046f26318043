import type { Node, RelabelRule } from "@logstead/sources";
import { attributes, block, component, ref } from "./syntax.ts";

/** Cached blocks by rules: a site's hosts share them. */
const made = new WeakMap<readonly RelabelRule[], Node[]>();

/** `rule` blocks; defaults are left out. */
export function rules(relabelRules: readonly RelabelRule[]): Node[] {
  const nodes = made.get(relabelRules) ?? ruleNodes(relabelRules);
  made.set(relabelRules, nodes);
  return nodes;
}

const ruleNodes = (relabelRules: readonly RelabelRule[]): Node[] =>
  relabelRules.map(({ from, regex, action, to, replacement }) =>
    block(
      "rule",
      attributes({
        source_labels: from.length > 0 ? [...from] : undefined,
        regex,
        action,
        target_label: to,
        replacement,
      }),
    ),
  );

/** Rules that the source itself applies: a line's internal labels do not outlive it. */
export const ruleSet = (label: string, relabelRules: readonly RelabelRule[]): Node[] =>
  relabelRules.length === 0
    ? []
    : [component("loki.relabel", label, [...attributes({ forward_to: [] }), ...rules(relabelRules)])];

export const rulesOf = (label: string, relabelRules: readonly RelabelRule[]) =>
  relabelRules.length === 0 ? undefined : ref(`loki.relabel.${label}.rules`);
