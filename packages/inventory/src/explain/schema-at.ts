import type { z } from "zod";
import { isData } from "../read/merge.ts";
import { defOf } from "./schema-def.ts";

/** The schema inside defaults and optionals. */
function bare(schema: z.ZodType): z.ZodType {
  const inner = defOf(schema).innerType;
  return inner ? bare(inner) : schema;
}

/** The schema at a path; which form of a source or channel is meant is read from the data. */
export function schemaAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  data: unknown,
): z.ZodType | undefined {
  if (path.length === 0) return schema;
  const inside = bare(schema);
  const def = defOf(inside);
  if (def.options) {
    const chosen = formOf(inside, data);
    for (const option of chosen ? [chosen] : def.options) {
      const found = schemaAt(option, path, data);
      if (found) return found;
    }
    return undefined;
  }
  const [step, ...rest] = path as [PropertyKey, ...PropertyKey[]];
  const shape = def.shape;
  const next = shape
    ? Object.hasOwn(shape, step)
      ? shape[String(step)]
      : undefined
    : (def.valueType ?? def.element);
  const below =
    typeof data === "object" && data !== null && Object.hasOwn(data, step)
      ? (data as Record<PropertyKey, unknown>)[step]
      : undefined;
  return next ? schemaAt(next, rest, below) : undefined;
}

/** The form that the data names by its discriminator (`type: files`). */
function formOf(union: z.ZodType, data: unknown): z.ZodType | undefined {
  const { discriminator, options } = defOf(union);
  if (!discriminator || !isData(data)) return undefined;
  return options?.find((option) => {
    const literal = defOf(option).shape?.[discriminator];
    return literal !== undefined && defOf(literal).values?.includes(data[discriminator]);
  });
}

/** The keys allowed in the mapping at a path. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], data?: unknown): string[] {
  const at = schemaAt(schema, path, data);
  let value = data;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined | null)?.[step];
  return at ? keysOf(at, value) : [];
}

function keysOf(schema: z.ZodType, data: unknown): string[] {
  const inside = bare(schema);
  const { shape, options, keyType } = defOf(inside);
  if (shape) return Object.keys(shape);
  if (options) {
    const chosen = formOf(inside, data);
    return chosen ? keysOf(chosen, data) : [...new Set(options.flatMap((option) => keysOf(option, data)))];
  }
  return keyType ? Object.keys(defOf(keyType).entries ?? {}) : [];
}

/** The values of an enumeration or of literals, also inside a union. */
export function valuesOf(schema: z.ZodType): unknown[] {
  const { entries, values, options } = defOf(bare(schema));
  if (entries) return Object.values(entries);
  if (values) return values;
  return (options ?? []).flatMap(valuesOf);
}

/** A setting's default; undefined when it is required. */
export function defaultOf(schema: z.ZodType): unknown {
  const def = defOf(schema);
  if ("defaultValue" in def) return def.defaultValue;
  return def.innerType ? defaultOf(def.innerType) : undefined;
}

/** Whether a mapping is expected, to which "nothing" means "all defaults". */
export function isMappingWithDefault(schema: z.ZodType): boolean {
  const { type } = defOf(bare(schema));
  return (type === "object" || type === "record") && defaultOf(schema) !== undefined;
}

/** A valid value for a setting: its example, its default, or the smallest value allowed. */
export function exampleOf(schema: z.ZodType): unknown {
  const preset = defaultOf(schema);
  const isEmpty = typeof preset === "object" && preset !== null && Object.keys(preset).length === 0;
  if (preset !== undefined && !isEmpty) return preset;
  const inside = bare(schema);
  const examples = schema.meta()?.examples ?? inside.meta()?.examples;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  const def = defOf(inside);
  switch (def.type) {
    case "enum":
    case "literal":
      return valuesOf(inside)[0];
    case "boolean":
      return true;
    case "number":
      return Math.max(1, (inside as z.ZodNumber).minValue ?? 1);
    case "string":
      return "text";
    case "array":
      return [exampleOf(def.element as z.ZodType)];
    case "record":
      return { [String(exampleOf(def.keyType as z.ZodType))]: exampleOf(def.valueType as z.ZodType) };
    case "union":
      return exampleOf((def.discriminator ? def.options?.[0] : def.options?.at(-1)) as z.ZodType);
    case "object":
      return objectExample(def.shape ?? {});
    default:
      return "…";
  }
}

function objectExample(shape: Record<string, z.ZodType>): Record<string, unknown> {
  const required = Object.keys(shape).filter((key) => !shape[key]?.safeParse(undefined).success);
  const keys = required.length > 0 ? required : Object.keys(shape).slice(0, 1);
  return Object.fromEntries(keys.map((key) => [key, exampleOf(shape[key] as z.ZodType)]));
}

/** Every place where a key is known, as `loki.retention` or `hosts.<name>.collector`, shortest first. */
export function placesOf(schema: z.ZodType, key: string): string[] {
  let index = indexes.get(schema);
  if (!index) {
    index = new Map();
    collect(schema, "", index);
    indexes.set(schema, index);
  }
  return [...(index.get(key) ?? [])].sort((a, b) => a.split(".").length - b.split(".").length);
}

const indexes = new WeakMap<z.ZodType, Map<string, Set<string>>>();
function collect(schema: z.ZodType, at: string, index: Map<string, Set<string>>): void {
  const def = defOf(bare(schema));
  for (const option of def.options ?? []) collect(option, at, index);
  if (def.element) collect(def.element, `${at}[]`, index);
  if (def.valueType) collect(def.valueType, `${at}.<name>`, index);
  for (const [key, field] of Object.entries(def.shape ?? {})) {
    const path = at ? `${at}.${key}` : key;
    if (!index.has(key)) index.set(key, new Set());
    index.get(key)?.add(path);
    if (path !== "groups" && path !== "defaults") collect(field, path, index);
  }
}

/** The discriminator that fits a mapping best, by the keys it already has (`paths` → `files`). */
export function fittingForm(union: z.ZodType, key: string, data: unknown): unknown {
  const { discriminator, options = [] } = defOf(bare(union));
  if (discriminator === undefined) {
    for (const option of options) {
      const found = fittingForm(option, key, data);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (discriminator !== key || !isData(data)) return undefined;
  const count = (option: z.ZodType) =>
    keysOf(option, undefined).filter((name) => Object.hasOwn(data, name)).length;
  const best = options.reduce((a, b) => (count(b) > count(a) ? b : a));
  return valuesOf(defOf(best).shape?.[discriminator] as z.ZodType)[0];
}
