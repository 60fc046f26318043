import fc from "fast-check";
import type { z } from "zod";
import { type Def, defOf } from "../../src/explain/schema-def.ts";

const unit = (...units: string[]) =>
  fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom(...units)).map(([n, u]) => `${n}${u}`);

/** Fields that have more good values than their examples. */
const fields: Record<string, fc.Arbitrary<unknown>> = {
  Duration: fc.oneof(unit("s", "m", "h", "d"), fc.constantFrom("7d", "336h", "1h30m", "0s")),
  ByteSize: unit("MB", "GB", "KiB", "MiB"),
  Name: fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?$/),
  LabelName: fc.constantFrom("region", "cluster", "version", "job", "host", "level", "component"),
  CidrAddress: fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 254 }), fc.integer({ min: 1, max: 254 }))
      .map(([a, b]) => `10.0.${a}.${b}`),
    fc.integer({ min: 1, max: 65_535 }).map((n) => `fd00::${n.toString(16)}/64`),
  ),
  Percent: fc.integer({ min: 0, max: 1000 }).map((n) => `${n / 10}%`),
};

/** Good values of a schema, made from the schema itself: bounds, enumerations, examples, optional keys. */
export function arbitrary(schema: z.ZodType): fc.Arbitrary<unknown> {
  const def = defOf(schema);
  const title = schema.meta()?.title;
  if (def.innerType) return innerOf(schema, def);
  if (typeof title === "string" && fields[title]) return fields[title];
  const examples = schema.meta()?.examples;
  switch (def.type) {
    case "boolean":
      return fc.boolean();
    case "enum":
      return fc.constantFrom(...Object.values(def.entries ?? {}));
    case "literal":
      return fc.constantFrom(...(def.values ?? []));
    case "number":
      return number(schema as z.ZodNumber);
    case "string":
      return Array.isArray(examples) && examples.length > 0 ? fc.constantFrom(...examples) : text(def);
    case "array":
      return fc.array(arbitrary(def.element as z.ZodType), {
        minLength: bound(def, "min_length") ?? 0,
        maxLength: 3,
      });
    case "record":
      return fc.dictionary(
        arbitrary(def.keyType as z.ZodType) as fc.Arbitrary<string>,
        arbitrary(def.valueType as z.ZodType),
        { maxKeys: 2 },
      );
    case "union":
      return fc.oneof(...(def.options ?? []).map(arbitrary));
    case "object":
      return object(def.shape ?? {});
    default:
      throw new Error(`no arbitrary for ${def.type}`);
  }
}

/** A text with a form of its own and no example has its default only. */
function innerOf(schema: z.ZodType, def: Def): fc.Arbitrary<unknown> {
  const inner = def.innerType as z.ZodType;
  const preset = def.defaultValue;
  const strict =
    defOf(inner).type === "string" &&
    (defOf(inner).checks ?? []).some((c) => c._zod.def.check === "string_format");
  if (strict && preset !== undefined && !inner.meta()?.examples) return fc.constant(preset);
  return typeof schema.meta()?.title === "string" && fields[String(schema.meta()?.title)]
    ? (fields[String(schema.meta()?.title)] as fc.Arbitrary<unknown>)
    : arbitrary(inner);
}

function object(shape: Record<string, z.ZodType>): fc.Arbitrary<unknown> {
  const required = Object.keys(shape).filter((key) => !shape[key]?.safeParse(undefined).success);
  const model = Object.fromEntries(Object.entries(shape).map(([key, part]) => [key, arbitrary(part)]));
  return fc.record(model, { requiredKeys: required, noNullPrototype: true });
}

const bound = (def: Def, check: string) =>
  def.checks?.map((c) => c._zod.def).find((one) => one.check === check)?.minimum;

function text(def: Def): fc.Arbitrary<string> {
  return fc.string({
    unit: "grapheme",
    minLength: Math.max(1, bound(def, "min_length") ?? 0),
    maxLength: 20,
  });
}

function number(schema: z.ZodNumber): fc.Arbitrary<number> {
  const min = Math.max(schema.minValue ?? 0, 0);
  const max = Math.min(schema.maxValue ?? 1e6, 1e6);
  if (schema.isInt) return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  return fc.integer({ min: Math.ceil(min * 100), max: Math.floor(max * 100) }).map((n) => n / 100);
}
