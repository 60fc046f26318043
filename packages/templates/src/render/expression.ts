import type { AstNode } from "nunjucks/src/nodes.js";

/** An expression as its author wrote it, near enough to find it in the line. */
export function expressionText(node: AstNode): string {
  switch (node.typename) {
    case "Symbol":
      return String(node.value);
    case "Literal":
      return JSON.stringify(node.value) ?? String(node.value);
    case "LookupVal":
      return `${expressionText(node.target)}${step(node.val)}`;
    case "FunCall":
      return `${expressionText(node.name)}(${node.args.children.map(expressionText).join(", ")})`;
    case "Filter": {
      const [value, ...more] = node.args.children.map(expressionText);
      return `${value} | ${String(node.name.value)}${more.length > 0 ? `(${more.join(", ")})` : ""}`;
    }
    case "Group":
      return `(${node.children.map(expressionText).join(", ")})`;
    case "Array":
      return `[${node.children.map(expressionText).join(", ")}]`;
    default:
      return "this expression";
  }
}

function step(key: AstNode): string {
  const name = key.typename === "Literal" && typeof key.value === "string" ? key.value : undefined;
  return name !== undefined && /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${expressionText(key)}]`;
}
