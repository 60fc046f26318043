import { overHttp } from "./receiver.ts";

/** A receiver of JSON that wants to see a key, as those of programs without a form of their own do. */
export const webhook = overHttp(8029, ({ method, headers, body }) => {
  if (method !== "POST" && method !== "PUT") return { refused: { status: 405, body: { error: "method" } } };
  if (!headers["x-api-key"]) return { refused: { status: 401, body: { error: "no X-Api-Key" } } };
  if (typeof body !== "object" || body === null)
    return { refused: { status: 400, body: { error: "no JSON" } } };
  return { taken: { status: 202, body: {} } };
});
