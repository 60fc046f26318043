import { z } from "zod";
import { ApiProblem } from "./api.ts";
import type { Route } from "./route.ts";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the routes: its schemas are those that requests are checked by. */
export function openapi(routes: readonly Route[], version: string): Json {
  const schemas: Json = {};
  const schemaOf = (type: z.ZodType, io: "input" | "output"): Json => {
    const { $schema, $defs, ...schema } = z.toJSONSchema(type, {
      target: "draft-2020-12",
      io,
      unrepresentable: "any",
    }) as Json & { $defs?: Json };
    for (const [name, held] of Object.entries($defs ?? {})) schemas[name] = relocate(held);
    const named = (schema as { id?: string }).id;
    if (named === undefined) return relocate(schema) as Json;
    const { id: _, ...rest } = schema as Json;
    schemas[named] = relocate(rest);
    return { $ref: `#/components/schemas/${named}` };
  };
  const problem = schemaOf(ApiProblem, "output");
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, schemaOf, problem) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Logstead detector",
      version,
      description: "Anomalies of logs, what operators say of them, and what they were found by.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } }, schemas },
  };
}

const tagOf = ({ path }: Route) => path.split("/")[3] ?? "service";

const refusals: Record<number, string> = {
  400: "The request is wrong; `problems` says where.",
  401: "No token, or a wrong one.",
  403: "The token's role may not do this.",
  404: "There is none.",
  409: "Its state does not allow it.",
  413: "The body is too large.",
  415: "The body is no JSON.",
  429: "Too many requests; Retry-After says when again.",
  431: "The address and headers are longer than 16 KiB together.",
  503: "Something the answer needs does not work at the moment.",
};

function operationOf(
  route: Route,
  schemaOf: (type: z.ZodType, io: "input" | "output") => Json,
  problem: Json,
): Json {
  const parameters = [
    ...parametersOf(route.params, "path", schemaOf),
    ...parametersOf(route.query, "query", schemaOf),
  ];
  const codes = [400, 401, 403, 429, 431, 503, ...(route.body ? [413, 415] : []), ...route.refusals].sort();
  const body = route.type === "application/json" ? schemaOf(route.answer, "output") : { type: "string" };
  return {
    operationId: route.name,
    summary: route.summary,
    description: `Role: ${route.role}.`,
    tags: [tagOf(route)],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(route.body, "input") } },
          },
        }
      : {}),
    responses: {
      [route.status]: { description: "Done.", content: { [route.type]: { schema: body } } },
      ...Object.fromEntries(
        codes.map((code) => [
          code,
          {
            description: refusals[code],
            // The server itself answers this one, before there is a request, and without a body.
            ...(code === 431 ? {} : { content: { "application/problem+json": { schema: problem } } }),
            ...(code === 429 ? { headers: { "Retry-After": { schema: { type: "integer" } } } } : {}),
          },
        ]),
      ),
    },
  };
}

function parametersOf(
  object: z.ZodObject,
  place: "path" | "query",
  schemaOf: (type: z.ZodType, io: "input" | "output") => Json,
): Json[] {
  return Object.entries(object.shape as Record<string, z.ZodType>).map(([name, type]) => {
    const required = place === "path" || !type.safeParse(undefined).success;
    // What is coerced from text has no input schema; its output says what the text has to be.
    const { description, ...schema } = schemaOf(type, "output");
    return { name, in: place, required, ...(description ? { description } : {}), schema };
  });
}

/** References of zod's `$defs` as references to components. */
function relocate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocate);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, held]) => key !== "id" || typeof held !== "string")
      .map(([key, held]) => [
        key,
        key === "$ref" && typeof held === "string"
          ? held.replace("#/$defs/", "#/components/schemas/")
          : relocate(held),
      ]),
  );
}
