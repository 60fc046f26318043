import type { Hono } from "hono";
import type { Refusal as Reason } from "../service/intake.ts";
import type { Service } from "../service/service.ts";
import { formOf } from "../sources/push/decode.ts";
import { type Caller, may } from "./auth.ts";
import type { Env } from "./env.ts";

/** Collectors try again after 429 and 5xx, and drop what gets any other refusal. */
const statuses: Record<Reason, 400 | 413 | 429 | 503> = {
  malformed: 400,
  "too-large": 413,
  "queue-full": 429,
  "journal-full": 429,
  "disk-full": 503,
  "journal-broken": 503,
};

/** `POST /loki/api/v1/push`, as Loki takes it: for callers with a token of any role, and for this machine. */
export function pushRoute(
  app: Hono<Env>,
  service: Service,
  callerOf: (header: string | undefined) => Caller | undefined,
): void {
  app.post("/loki/api/v1/push", async (c) => {
    const { push } = service.settings().sources;
    if (!push.enabled) return c.text("the push receiver is off\n", 404);
    const caller = callerOf(c.req.header("authorization"));
    if (!(caller ? may(caller.role, "feedback") : isLocal(c.env.incoming?.socket.remoteAddress)))
      return c.text("a bearer token with the role feedback or admin is needed\n", 401, {
        "WWW-Authenticate": "Bearer",
      });
    const form = formOf(c.req.header("content-type"), c.req.header("content-encoding"));
    if (!form) return c.text("neither protobuf with snappy nor JSON, plain or with gzip\n", 415);
    const body = await bytesOf(c.req.raw, push.maxBodyBytes);
    if (!body) return c.text(`the body has more than ${push.maxBodyBytes} bytes\n`, 413);
    const result = service.intake.accept(form, body);
    if (result.ok) return c.body(null, 204);
    const status = statuses[result.reason];
    if (status === 429 || status === 503) c.header("Retry-After", "1");
    return c.text(`${result.detail}\n`, status);
  });
}

const isLocal = (address: string | undefined) =>
  address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);

/** The whole body; undefined if it is too large, however it says to be long. */
async function bytesOf(request: globalThis.Request, most: number): Promise<Buffer | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > most) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > most) return undefined;
    parts.push(part);
  }
  return parts.length === 1
    ? Buffer.from(
        (parts[0] as Uint8Array).buffer,
        (parts[0] as Uint8Array).byteOffset,
        (parts[0] as Uint8Array).length,
      )
    : Buffer.concat(parts);
}
