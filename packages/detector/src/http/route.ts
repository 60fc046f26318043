import { z } from "zod";
import type { Service } from "../service/service.ts";
import type { Caller, Role } from "./auth.ts";

/** What a handler gets: checked parameters, query and body, and who asks. */
export interface Request<P, Q, B> {
  service: Service;
  caller: Caller;
  params: P;
  query: Q;
  body: B;
  signal: AbortSignal;
}

/** One operation of the API: what it takes and gives is checked and documented from here. */
export interface Route {
  method: "get" | "post" | "delete";
  path: string;
  name: string;
  summary: string;
  role: Role;
  params: z.ZodObject;
  query: z.ZodObject;
  body: z.ZodType | undefined;
  status: 200 | 201 | 202;
  answer: z.ZodType;
  /** Something other than JSON. */
  type: string;
  /** Codes of refusals beside those that every operation may answer with. */
  refusals: readonly (404 | 409)[];
  handle(request: Request<never, never, never>): unknown;
}

type Object = z.ZodObject;
type Out<T> = T extends z.ZodType ? z.output<T> : undefined;

export function route<
  P extends Object = z.ZodObject<Record<never, never>>,
  Q extends Object = z.ZodObject<Record<never, never>>,
  B extends z.ZodType | undefined = undefined,
  A extends z.ZodType = z.ZodType,
>(given: {
  method: Route["method"];
  path: string;
  name: string;
  summary: string;
  role?: Role;
  params?: P;
  query?: Q;
  body?: B;
  status?: Route["status"];
  answer: A;
  type?: string;
  refusals?: Route["refusals"];
  handle(request: Request<Out<P>, Out<Q>, Out<B>>): z.input<A> | Promise<z.input<A>> | Response;
}): Route {
  return {
    role: "read",
    params: z.object({}),
    query: z.object({}),
    body: undefined,
    status: 200,
    type: "application/json",
    refusals: [],
    ...given,
  } as unknown as Route;
}

/** A refusal with a code that stays the same; handlers throw it. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 503;
  readonly code: string;
  readonly retryAfter: number | undefined;

  constructor(status: Refusal["status"], code: string, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
