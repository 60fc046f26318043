import type { Reading, RelabelRule } from "./reading.ts";

/** What renderers are told of a source: they write how it is read; its stages are not theirs. */
export interface Rendered<R extends Reading> {
  /** As in the inventory. */
  name: string;
  /** Labels with one value. */
  labels: Readonly<Record<string, string>>;
  read: R;
}

/** An entry of Promtail's `scrape_configs`, without its stages. */
export type Scrape = Record<string, unknown>;

/** The agent's way to write parts of Promtail's configuration. */
export interface PromtailWriter {
  relabelConfigs(rules: readonly RelabelRule[]): Record<string, unknown>[];
  /** Rules that match everything and write labels, where a program takes none of its own. */
  fixed(labels: Readonly<Record<string, string>>): Record<string, unknown>[];
  /** Several globs as one. */
  together(globs: readonly string[]): string;
}

/** An expression of Alloy's language that is written as it is: a reference, a call. */
export interface Expression {
  expression: string;
}
export type Value = string | number | boolean | Expression | readonly Value[] | { [key: string]: Value };

/** A piece of Alloy's configuration. */
export type Node =
  | { kind: "attribute"; name: string; value: Value }
  | { kind: "block"; name: string; label: string | undefined; body: readonly Node[] }
  | { kind: "comment"; text: string };

/** The agent's way to write Alloy's configuration. */
export interface AlloyWriter {
  /** Attributes in the order they are given; those that are undefined are left out. */
  attributes(values: Record<string, Value | undefined>): Node[];
  block(name: string, body: readonly Node[]): Node;
  component(name: string, label: string, body: readonly Node[]): Node;
  comment(text: string): Node;
  ref(expression: string): Expression;
  /** A source's name as a component's label. */
  identifier(name: string): string;
  /** `rule` blocks. */
  rules(all: readonly RelabelRule[]): Node[];
  /** Rules that a source applies itself, as a component beside it; nothing without rules. */
  ruleSet(label: string, all: readonly RelabelRule[]): Node[];
  rulesOf(label: string, all: readonly RelabelRule[]): Expression | undefined;
  /** Several globs as one. */
  together(globs: readonly string[]): string;
  /** Where positions are left that another collector, or a first start, had: in Promtail's form. */
  legacyPositions: string;
}
