import { inDays, type JsonSchema, jsonSchema, storedName } from "@logstead/inventory";
import type { Variable } from "./variable.ts";

const schema = jsonSchema();

/**
 * A variable that has an inventory's setting: its default, choices and description. Durations are days to a role, and
 * a secret is its name.
 */
export function setting(path: string, more: Partial<Variable> = {}): Variable {
  const node = path.split(".").reduce<JsonSchema | undefined>((at, key) => at?.properties?.[key], schema);
  if (!node) throw new Error(`the inventory has no setting ${path}`);
  const { type, value } = asVariable(node);
  return {
    type,
    ...(value !== undefined && { default: value }),
    ...(node.enum && { choices: node.enum as string[] }),
    about: `${(node.description ?? "").replace(/\.$/, "")} (${path}).`,
    ...more,
  };
}

function asVariable(node: JsonSchema): { type: Variable["type"]; value: unknown } {
  const value = node.default;
  if (node.type === "integer") return { type: "int", value };
  if (node.type === "boolean") return { type: "bool", value };
  if (node.title === "Duration") return { type: "int", value: Math.ceil(inDays(value as never)) };
  if (node.title === "SecretRef") return { type: "str", value: storedName(value as never) };
  return { type: node.title === "AbsolutePath" ? "path" : "str", value };
}
