import { type AlloyWriter, type Expression, kindOf, type Node } from "@logstead/sources";
import { together } from "../exclude.ts";
import type { CollectedSource, CollectorModel } from "../model.ts";
import { ruleSet, rules, rulesOf } from "./relabel.ts";
import { attributes, block, comment, component, identifier, ref } from "./syntax.ts";

/** Where the playbooks leave positions to start from, in Promtail's format. */
export const legacyPositions = (model: CollectorModel) =>
  `${model.positions.path.replace(/\/+[^/]*\/*$/, "")}/promtail-positions.yaml`;

const syntax = { attributes, block, comment, component, identifier, ref, rules, ruleSet, rulesOf, together };

/** The components that read a source. */
export function sourceComponents(source: CollectedSource, model: CollectorModel, to: Expression): Node[] {
  const write: AlloyWriter = { ...syntax, legacyPositions: legacyPositions(model) };
  return kindOf(source).alloy(source, write, to);
}
