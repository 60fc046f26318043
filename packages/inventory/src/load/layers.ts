import { z } from "zod";
import { type Data, isData } from "../read/merge.ts";

/*
 * A host's settings come in layers: built-in defaults, the site's `defaults`, its groups in order, and
 * the host itself. Each layer is checked by the same schema with its defaults taken off, so that a
 * layer says only what its author wrote.
 */

/** The schema without defaults, through objects and unions; entries of records stay whole. */
export function withoutDefaults<S extends z.ZodType>(schema: S): z.ZodType<z.input<S>> {
  return strip(schema) as z.ZodType<z.input<S>>;
}

function strip(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return strip(schema.def.innerType as z.ZodType).optional();
  if (schema instanceof z.ZodObject) {
    const shape = Object.fromEntries(
      Object.entries(schema.shape).map(([key, field]) => [key, strip(field as z.ZodType)]),
    );
    return z.strictObject(shape);
  }
  if (schema instanceof z.ZodUnion && !(schema instanceof z.ZodDiscriminatedUnion))
    return z.union((schema.def.options as z.ZodType[]).map(strip));
  return schema;
}

/** Puts one layer over another. Mappings join key by key, except sources, which are replaced whole. */
export function overlay(under: Data, over: Data): Data {
  const out: Data = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = out[key];
    if (key === "sources") out[key] = { ...(below as Data), ...(value as Data) };
    else out[key] = isData(value) && isData(below) ? overlay(below, value) : value;
  }
  return out;
}

/** Short forms written out: `collector: alloy` is `collector: {agent: alloy}`. */
export function expandShorthands(layer: Data): Data {
  return typeof layer.collector === "string" ? { ...layer, collector: { agent: layer.collector } } : layer;
}
