import { z } from "zod";
import { Inventory } from "../schema/inventory.ts";
import type { JsonSchema } from "./json-schema.ts";
import { markWithoutEffect } from "./no-effect.ts";

/** The JSON Schema (draft 7, which YAML editors understand) of an inventory as its author writes it. */
export function jsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(Inventory, {
    io: "input",
    target: "draft-7",
    reused: "inline",
  }) as JsonSchema;
  const clean = withoutSafeIntegers(schema);
  markWithoutEffect(clean);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Logstead inventory",
    ...clean,
  };
}

/** zod states JavaScript's integer range on every integer without bounds of its own; that is noise here. */
function withoutSafeIntegers<T>(node: T): T {
  if (Array.isArray(node)) return node.map(withoutSafeIntegers) as T;
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) =>
      !(/^(maximum|minimum)$/.test(key) && Math.abs(value as number) === Number.MAX_SAFE_INTEGER),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSafeIntegers(value)])) as T;
}
