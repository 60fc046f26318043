import { type JsonRequest, overHttp } from "./receiver.ts";

/** Slack's `chat.postMessage`. */
export const slack = overHttp(8026, (request, count) => {
  const error = errorOf(request);
  if (error) return { refused: { status: 200, body: { ok: false, error } } };
  // as many digits as Slack's own; later ones are greater, also those of the next process
  const ts = `${Math.floor(Date.now() / 1000)}.${String(count + 1).padStart(6, "0")}`;
  return { taken: { status: 200, body: { ok: true, channel: request.body.channel, ts } } };
});

/** Why Slack says no: by name, with status 200. */
function errorOf({ method, path, headers, body }: JsonRequest): string | undefined {
  if (path !== "/chat.postMessage" || method !== "POST") return "unknown_method";
  if (body === undefined) return "invalid_json";
  if (!headers.authorization?.startsWith("Bearer ")) return "not_authed";
  if (!body.channel) return "channel_not_found";
  return body.text || body.blocks ? undefined : "no_text";
}
