import { type Context, Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { z } from "zod";
import type { Service } from "../service/service.ts";
import type { ApiProblem } from "./api.ts";
import { type Caller, callers, may } from "./auth.ts";
import type { Env } from "./env.ts";
import { RateLimit } from "./limit.ts";
import { metricsOf } from "./metrics.ts";
import { openapi } from "./openapi.ts";
import { pageRoute } from "./page.ts";
import { pushRoute } from "./push.ts";
import { Refusal, type Route } from "./route.ts";
import { anomalyRoutes } from "./routes/anomalies.ts";
import { feedbackRoutes } from "./routes/feedback.ts";
import { patternRoutes } from "./routes/patterns.ts";
import { statusRoutes } from "./routes/status.ts";

const routes: readonly Route[] = [...anomalyRoutes, ...feedbackRoutes, ...patternRoutes, ...statusRoutes];
const mostBodyBytes = 65_536;
/** Wrong tokens an address may show in a minute. */
const wrongTokensPerMinute = 20;

export interface App {
  app: Hono<Env>;
  /** Reads tokens anew; throws a ProblemError if one is absent. */
  reload(): void;
}

/** The page, every operation, health, metrics and the push receiver, without the server around it. */
export function buildApp(service: Service, { wrongTokens = wrongTokensPerMinute } = {}): App {
  let callerOf = callers(service.settings());
  const limit = new RateLimit();
  const app = new Hono<Env>();
  const document = openapi(routes, service.version);
  const metrics = metricsOf(service);

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        // No text of a log can become markup, whatever a part of the page does.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["'none'"],
      },
      permissionsPolicy: { camera: [], microphone: [], geolocation: [], clipboardRead: [] },
      xFrameOptions: "DENY",
      referrerPolicy: "no-referrer",
      strictTransportSecurity: false,
    }),
  );
  app.use("/api/*", async (c, next) => {
    await next();
    if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
  });

  pageRoute(app);
  app.get("/healthz", (c) => c.text("ok\n"));
  app.get("/readyz", (c) => {
    const checks = service.checks();
    const ready = checks.every(({ ok }) => ok);
    return c.json({ ready, checks }, ready ? 200 : 503);
  });
  app.get("/metrics", async (c) => c.text(await metrics.text(), 200, { "Content-Type": metrics.type }));
  app.get("/openapi.json", (c) => c.json(document));
  pushRoute(app, service, (header) => callerOf(header));

  const admit = (c: Context<Env>, needs: Route["role"]): Caller => {
    const address = c.env.incoming?.socket.remoteAddress ?? "";
    const caller = callerOf(c.req.header("authorization"));
    if (!caller) {
      const wait = limit.take(`wrong ${address}`, wrongTokens);
      if (wait > 0) throw new Refusal(429, "detector/too-many-wrong-tokens", "too many wrong tokens", wait);
      throw new Refusal(401, "detector/no-token", "a bearer token of this service is needed");
    }
    const wait = limit.take(`caller ${caller.name}`, service.settings().http.requestsPerMinute);
    if (wait > 0) throw new Refusal(429, "detector/too-many-requests", "too many requests", wait);
    if (!may(caller.role, needs))
      throw new Refusal(
        403,
        "detector/role",
        `this needs the role ${needs}; '${caller.name}' has ${caller.role}`,
      );
    return caller;
  };

  for (const route of routes)
    app.on(route.method.toUpperCase(), route.path.replace(/\{(\w+)\}/g, ":$1"), async (c) => {
      const caller = admit(c, route.role);
      const request = {
        service,
        caller,
        params: checked(route.params, c.req.param(), "path"),
        query: checked(route.query, queryOf(c), "query"),
        body: route.body ? checked(route.body, await bodyOf(c), "body") : undefined,
        signal: c.req.raw.signal,
      };
      const answer =
        route.method === "get"
          ? await route.handle(request as never)
          : await whileStored(service, () => route.handle(request as never));
      return answer instanceof Response ? answer : c.json(answer as object, route.status);
    });

  const allowed = Map.groupBy(routes, ({ path }) => path);
  for (const [path, list] of allowed)
    app.all(path.replace(/\{(\w+)\}/g, ":$1"), (c) => {
      const methods = list.map(({ method }) => method.toUpperCase());
      c.header("Allow", methods.join(", "));
      return problem(c, 405, "detector/no-method", `this takes ${methods.join(", ")}`);
    });
  app.notFound((c) => problem(c, 404, "detector/no-path", "there is nothing at this path"));
  app.onError((error, c) => {
    if (error instanceof Refusal) {
      if (error.retryAfter !== undefined) c.header("Retry-After", String(error.retryAfter));
      if (error.status === 401) c.header("WWW-Authenticate", "Bearer");
      return problem(
        c,
        error.status,
        error.code,
        error.message,
        (error as { problems?: ApiProblem["problems"] }).problems,
      );
    }
    if (service.storeProblem() !== undefined || isStoreError(error))
      return problem(c, 503, "detector/store-gone", "the store does not answer; try again");
    process.stderr.write(`${error.stack}\n`);
    return problem(c, 500, "detector/bug", "this is a fault of the detector; its log has more");
  });

  return {
    app,
    reload: () => {
      callerOf = callers(service.settings());
    },
  };
}

/** What is written waits for as long as the store is gone: whoever asked for it is told that instead. */
async function whileStored<T>(service: Service, work: () => T | Promise<T>): Promise<T> {
  const refuse = () => new Refusal(503, "detector/store-gone", "the store does not answer; try again");
  if (service.storeProblem() !== undefined) throw refuse();
  let timer: NodeJS.Timeout | undefined;
  const gone = new Promise<never>((_, fail) => {
    timer = setInterval(() => service.storeProblem() !== undefined && fail(refuse()), 250);
  });
  try {
    return await Promise.race([work(), gone]);
  } finally {
    clearInterval(timer);
  }
}

const isStoreError = (error: Error) =>
  /ECONNREFUSED|ECONNRESET|terminat|timeout|Connection|closed|MaxRetries/i.test(
    `${(error as NodeJS.ErrnoException).code ?? ""} ${error.name} ${error.message}`,
  );

function problem(
  c: Context,
  status: number,
  code: string,
  message: string,
  problems?: ApiProblem["problems"],
) {
  const body: ApiProblem = { code, message, status, ...(problems ? { problems } : {}) };
  return c.body(JSON.stringify(body), status as 400, { "Content-Type": "application/problem+json" });
}

/** Query parameters as texts; one that is given twice is refused, as is one nobody knows. */
function queryOf(c: Context): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (values.length > 1) throw refused("query", [{ path: [name], message: "is given twice" }]);
    query[name] = values[0] as string;
  }
  return query;
}

async function bodyOf(c: Context): Promise<unknown> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new Refusal(415, "detector/no-json", "the body has to be application/json");
  if (Number(c.req.header("content-length") ?? 0) > mostBodyBytes)
    throw new Refusal(413, "detector/too-large", `the body may have ${mostBodyBytes} bytes`);
  const reader = c.req.raw.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > mostBodyBytes) {
      await reader?.cancel();
      throw new Refusal(413, "detector/too-large", `the body may have ${mostBodyBytes} bytes`);
    }
    parts.push(part.value);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)));
  } catch {
    throw new Refusal(400, "detector/no-json", "the body is no JSON");
  }
}

function checked(type: z.ZodType, value: unknown, place: string): unknown {
  const strict = place === "query" ? (type as z.ZodObject).strict() : type;
  const result = strict.safeParse(value);
  if (!result.success) throw refused(place, result.error.issues);
  return result.data;
}

function refused(place: string, issues: readonly { path: PropertyKey[]; message: string }[]): Refusal {
  const error = new Refusal(400, "detector/wrong-request", `the ${place} is wrong`);
  const problems = issues.map(({ path, message }) => ({ path: [place, ...path].join("."), message }));
  return Object.assign(error, { problems });
}
