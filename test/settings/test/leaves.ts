import { type JsonSchema, jsonSchema } from "@logstead/inventory";

/**
 * One step of a leaf's path: a key, the name of an entry, a place in a list, or a form (`type: files`) of what
 * stands there.
 */
export type Step = { key: string } | "<name>" | "[]" | { form: string; tag: string };

/** A setting without settings below it. */
export interface Leaf {
  /** `hosts.<name>.sources.<name>(files).paths`. */
  name: string;
  steps: Step[];
  /** What it may hold: several where it takes values of several kinds. */
  schemas: JsonSchema[];
}

const schema = jsonSchema();
const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>;

/** Every form of a schema, without references and unions. */
export function formsOf(node: JsonSchema): JsonSchema[] {
  const target = node.$ref ? definitions[String(node.$ref).split("/").at(-1) ?? ""] : undefined;
  const parts = target ? [target] : (node.anyOf ?? node.oneOf ?? (node.allOf as JsonSchema[] | undefined));
  return parts ? parts.flatMap(formsOf) : [node];
}

/** Every leaf of an inventory. `defaults` and `groups` have the settings of hosts, so they are left out. */
export function leaves(): Leaf[] {
  const found = new Map<string, Leaf>();
  const add = (name: string, steps: Step[], node: JsonSchema) => {
    const leaf = found.get(name) ?? { name, steps, schemas: [] };
    leaf.schemas.push(node);
    found.set(name, leaf);
  };
  const walk = (node: JsonSchema, name: string, steps: Step[]) => {
    const forms = formsOf(node);
    for (const form of forms) {
      if (form.properties) {
        const tag = forms.length > 1 ? tagOf(form) : undefined;
        const here: Step[] = tag ? [...steps, { form: tag[0], tag: tag[1] }] : steps;
        for (const [key, part] of Object.entries(form.properties))
          if (key !== tag?.[0]) walk(part, `${name}${tag ? `(${tag[1]})` : ""}.${key}`, [...here, { key }]);
      } else if (typeof form.additionalProperties === "object")
        walk(form.additionalProperties, `${name}.<name>`, [...steps, "<name>"]);
      else if (form.items && formsOf(form.items).some((item) => item.properties))
        walk(form.items, `${name}[]`, [...steps, "[]"]);
      else add(name, steps, { ...form, title: form.title ?? node.title } as JsonSchema);
    }
  };
  for (const [key, part] of Object.entries(schema.properties ?? {}))
    if (key !== "defaults" && key !== "groups") walk(part, key, [{ key }]);
  return [...found.values()];
}

/** The key and value by which one form is told from the others. */
function tagOf(form: JsonSchema): [string, string] | undefined {
  const tag = Object.entries(form.properties ?? {}).find(
    ([, part]) => part.const !== undefined && part.default === undefined,
  );
  return tag && [tag[0], String(tag[1].const)];
}
