import type { Expression, Node, Value } from "@logstead/sources";

/*
 * Alloy's configuration language as data, written the way `alloy fmt` writes it: tabs, attributes of one
 * group aligned at their equals signs, a blank line around blocks.
 */

export const ref = (expression: string): Expression => ({ expression });

/** Attributes in the given order; undefined ones are left out. */
export const attributes = (values: Record<string, Value | undefined>): Node[] =>
  Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ kind: "attribute" as const, name, value }],
  );

export const block = (name: string, body: readonly Node[]): Node => ({
  kind: "block",
  name,
  label: undefined,
  body,
});

/** A block with a label: a component, or a block like `argument "x"`. */
export const component = (name: string, label: string, body: readonly Node[]): Node => ({
  kind: "block",
  name,
  label,
  body,
});

export const comment = (text: string): Node => ({ kind: "comment", text });

/** A string literal; JSON's escapes are a subset of Alloy's (Go's). */
export const quote = (text: string): string => JSON.stringify(text);

/** A name as a component's label: letters, digits and underscores, no digit first. */
export const identifier = (name: string): string => name.replaceAll(/\W/g, "_").replace(/^(?=\d)/, "_");

/** A whole file. */
export const fileText = (nodes: readonly Node[]): string => [...linesOf(nodes, 0), ""].join("\n");

/** The text of a block's body. */
export const write = (nodes: readonly Node[], depth = 0): string => linesOf(nodes, depth).join("\n");

function linesOf(nodes: readonly Node[], depth: number): string[] {
  const lines: string[] = [];
  const indent = "\t".repeat(depth);
  let previous: Node | undefined;
  for (let i = 0; i < nodes.length; ) {
    const node = nodes[i] as Node;
    if (previous && separated(previous, node)) lines.push("");
    if (node.kind === "attribute") {
      const group = attributeGroup(nodes, i);
      const width = Math.max(...group.map(({ name }) => name.length));
      for (const { name, value } of group)
        lines.push(`${indent}${name.padEnd(width)} = ${literal(value, depth)}`);
      i += group.length;
      previous = nodes[i - 1];
      continue;
    }
    if (node.kind === "comment")
      for (const line of node.text.split("\n")) lines.push(`${indent}// ${line}`.trimEnd());
    else lines.push(writeBlock(node, depth));
    previous = node;
    i++;
  }
  return lines;
}

/** Attributes are aligned up to and including the first multi-line one. */
function attributeGroup(nodes: readonly Node[], from: number) {
  const group: { name: string; value: Value }[] = [];
  for (let i = from; i < nodes.length; i++) {
    const node = nodes[i] as Node;
    if (node.kind !== "attribute") break;
    group.push(node);
    if (manyLines(node.value)) break;
  }
  return group;
}

/** A comment stands directly above what it explains; blank lines surround other blocks. */
function separated(before: Node, after: Node): boolean {
  if (before.kind === "comment") return false;
  return before.kind !== "attribute" || after.kind !== "attribute";
}

/** Cached text by block and depth: hosts and sources share blocks. */
const written = new WeakMap<Node, string[]>();

function writeBlock(node: Node & { kind: "block" }, depth: number): string {
  const texts = written.get(node) ?? [];
  written.set(node, texts);
  texts[depth] ??= blockText(node, depth);
  return texts[depth];
}

function blockText({ name, label, body }: Node & { kind: "block" }, depth: number): string {
  const indent = "\t".repeat(depth);
  const head = `${indent}${name}${label === undefined ? "" : ` ${quote(label)}`}`;
  return body.length === 0 ? `${head} { }` : `${head} {\n${write(body, depth + 1)}\n${indent}}`;
}

const isExpression = (value: object): value is Expression => "expression" in value;

function manyLines(value: Value): boolean {
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length > 1 || value.some(manyLines);
  if (isExpression(value)) return value.expression.includes("\n");
  return Object.keys(value).length > 0;
}

function literal(value: Value, depth: number): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object") return String(value);
  const indent = "\t".repeat(depth + 1);
  const end = "\t".repeat(depth);
  if (Array.isArray(value)) {
    if (!manyLines(value)) return `[${value.map((item) => literal(item, depth)).join(", ")}]`;
    return `[\n${value.map((item) => `${indent}${literal(item, depth + 1)},\n`).join("")}${end}]`;
  }
  if (isExpression(value)) return value.expression;
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const names = entries.map(([key]) => (/^[A-Za-z_]\w*$/.test(key) ? key : quote(key)));
  const width = Math.max(...names.map((name) => name.length));
  return `{\n${entries
    .map(([, item], i) => `${indent}${(names[i] as string).padEnd(width)} = ${literal(item, depth + 1)},\n`)
    .join("")}${end}}`;
}
