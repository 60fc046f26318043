import type { Node, RelabelRule } from "@logstead/sources";
import { attributes, block, component, ref } from "./syntax.ts";

/** Blocks by rules, which the hosts of a site share. */
const made = new WeakMap<readonly RelabelRule[], Node[]>();

/** `rule` blocks; what a rule does not say has its default. */
export function rules(all: readonly RelabelRule[]): Node[] {
  const nodes = made.get(all) ?? ruleNodes(all);
  made.set(all, nodes);
  return nodes;
}

const ruleNodes = (all: readonly RelabelRule[]): Node[] =>
  all.map(({ from, regex, action, to, replacement }) =>
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

/** Rules that a source applies itself, since a line's internal labels are gone after it. */
export const ruleSet = (label: string, all: readonly RelabelRule[]): Node[] =>
  all.length === 0
    ? []
    : [component("loki.relabel", label, [...attributes({ forward_to: [] }), ...rules(all)])];

export const rulesOf = (label: string, all: readonly RelabelRule[]) =>
  all.length === 0 ? undefined : ref(`loki.relabel.${label}.rules`);
