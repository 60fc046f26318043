import { withoutEffect } from "../schema/no-effect.ts";
import type { JsonSchema } from "./json-schema.ts";

/** Adds "No effect yet" to the descriptions of settings that nothing acts on, and to those below them. */
export function markWithoutEffect(schema: JsonSchema): void {
  const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>;
  const formsOf = (node: JsonSchema): JsonSchema[] => {
    const target = node.$ref ? definitions[String(node.$ref).split("/").at(-1) ?? ""] : undefined;
    const forms = target ? [target] : (node.anyOf ?? node.oneOf ?? (node.allOf as JsonSchema[] | undefined));
    return forms ? forms.flatMap(formsOf) : [node];
  };
  const entryOf = (form: JsonSchema) =>
    typeof form.additionalProperties === "object" ? [form.additionalProperties] : [];
  const partOf = ({ properties }: JsonSchema, key: string) => (properties?.[key] ? [properties[key]] : []);
  const at = (node: JsonSchema, [step, ...rest]: string[]): JsonSchema[] => {
    if (step === undefined) return [node];
    const [, name = step, type] = /^(.+)\((.+)\)$/.exec(step) ?? [];
    const next = formsOf(node).flatMap((form) => (name === "<name>" ? entryOf(form) : partOf(form, name)));
    const forms = type ? next.flatMap(formsOf).filter((form) => form.properties?.type?.const === type) : next;
    return forms.flatMap((form) => at(form, rest));
  };

  const marked = new Set<JsonSchema>();
  const mark = (node: JsonSchema, text: string) => {
    if (marked.has(node)) return;
    marked.add(node);
    if (node.description) node.description = `${node.description} ${text}`;
  };
  const below = (node: JsonSchema, but: string[] = []): JsonSchema[] =>
    formsOf(node).flatMap((form) => {
      const named = Object.entries(form.properties ?? {}).filter(([key]) => !but.includes(key));
      const settings = [
        ...named.map(([, setting]) => setting),
        ...entryOf(form),
        ...(form.items ? [form.items] : []),
      ];
      return settings.flatMap((setting) => [setting, ...below(setting)]);
    });

  for (const { setting, reason, but = [] } of withoutEffect) {
    const steps = setting.split(".");
    const ofHosts = steps[0] === "hosts" ? [at(schema, ["defaults", ...steps.slice(2)])] : [];
    const apart = but.length > 0 ? `, apart from ${but.map((key) => `\`${key}\``).join(", ")}` : "";
    for (const node of [at(schema, steps), ...ofHosts].flat()) {
      mark(node, `No effect yet${apart}: ${reason}.`);
      for (const inside of below(node, but)) mark(inside, "No effect yet.");
    }
  }
}
