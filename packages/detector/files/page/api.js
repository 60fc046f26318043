import { session } from "./session.js";

/** What the service said when it refused, or that it was not there (`status` 0). */
export class ApiError extends Error {
  constructor(status, code, message, retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** @type {((error: ApiError) => void)[]} */
const listeners = [];
/** Hears of every refusal; the page asks for a token when one is wrong. */
export const onApiError = (listener) => listeners.push(listener);

function failed(error) {
  for (const listener of listeners) listener(error);
  return error;
}

/**
 * @param {string} path below `api/v1/`, relative: the page may stand below a path of a proxy
 * @param {{method?: string, query?: Record<string, any>, body?: any, signal?: AbortSignal}} [options]
 */
export async function call(path, options = {}) {
  const answer = await request(path, options);
  try {
    return await answer.json();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw failed(new ApiError(0, "page/no-json", "the answer was cut off"));
  }
}

/**
 * The answer itself, for what is no JSON.
 * @param {string} path
 * @param {{method?: string, query?: Record<string, any>, body?: any, signal?: AbortSignal}} [options]
 */
export async function request(path, { method = "GET", query = {}, body, signal } = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = given.length > 0 ? `?${new URLSearchParams(given.map(([k, v]) => [k, String(v)]))}` : "";
  let answer;
  try {
    answer = await fetch(`api/v1/${path}${search}`, {
      method,
      headers: {
        Authorization: `Bearer ${session.token ?? ""}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      cache: "no-store",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw failed(new ApiError(0, "page/offline", "the service cannot be reached"));
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  const wait = Number(answer.headers.get("Retry-After")) || undefined;
  throw failed(
    new ApiError(
      answer.status,
      problem.code ?? "page/refused",
      problem.message ?? `status ${answer.status}`,
      wait,
    ),
  );
}

export const isAbort = (error) => error instanceof DOMException && error.name === "AbortError";
