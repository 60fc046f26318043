import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { describe, expect, it } from "vitest";
import { type JsonSchema, jsonSchema, reference } from "../../src/index.ts";
import { inventories, nameOf } from "../examples.ts";

const committed = (file: string) => readFileSync(join(repoRoot, file), "utf8");

describe("files made from the schema", () => {
  it("infra/inventory.schema.json is what `./logstead inventory schema` prints", () => {
    expect(committed("infra/inventory.schema.json")).toBe(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
  });

  it("docs/inventory.md is what `./logstead inventory schema --format markdown` prints", () => {
    expect(committed("docs/inventory.md")).toBe(reference());
  });

  it.each(inventories.map((file) => [nameOf(file), file]))("%s names the schema for editors", (_, file) => {
    expect(readFileSync(file, "utf8").split("\n")[0]).toMatch(
      /^# yaml-language-server: \$schema=(\.\.\/)+(infra\/)?inventory\.schema\.json$/,
    );
  });

  it("every setting is described", () => {
    const bare: string[] = [];
    const visit = (node: JsonSchema, path: string) => {
      for (const form of [
        node,
        ...(node.anyOf ?? []),
        ...(node.oneOf ?? []),
        ...((node.allOf as JsonSchema[]) ?? []),
      ]) {
        for (const [key, part] of Object.entries(form.properties ?? {})) {
          const described =
            part.description ??
            ((part.allOf as JsonSchema[] | undefined)?.[0]?.$ref || part.$ref || part.const);
          if (described === undefined) bare.push(`${path}.${key}`);
          visit(part, `${path}.${key}`);
        }
        if (form.items) visit(form.items, `${path}[]`);
        if (typeof form.additionalProperties === "object") visit(form.additionalProperties, `${path}.<name>`);
      }
    };
    const schema = jsonSchema();
    visit(schema, "");
    for (const [name, part] of Object.entries(schema.definitions as Record<string, JsonSchema>))
      visit(part, name);
    expect(bare).toEqual([]);
  });
});
