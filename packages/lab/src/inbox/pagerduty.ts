import { type JsonRequest, overHttp } from "./receiver.ts";

/** PagerDuty's Events API v2. */
export const pagerduty = overHttp(8027, (request) => {
  const errors = errorsOf(request);
  const invalid = { status: "invalid event", message: "Event object is invalid", errors };
  if (errors.length > 0) return { refused: { status: 400, body: invalid } };
  const { dedup_key } = request.body;
  return { taken: { status: 202, body: { status: "success", message: "Event processed", dedup_key } } };
});

function errorsOf({ method, path, body }: JsonRequest): string[] {
  if (path !== "/v2/enqueue" || method !== "POST") return [`there is no ${method} ${path}`];
  if (body === undefined) return ["this is no JSON"];
  const { routing_key, event_action, dedup_key, payload } = body;
  const triggers = event_action === "trigger";
  const severities = ["info", "warning", "error", "critical"];
  return [
    ...(routing_key ? [] : ["'routing_key' is missing or blank"]),
    ...(["trigger", "acknowledge", "resolve"].includes(event_action) ? [] : ["'event_action' is invalid"]),
    ...(triggers || dedup_key ? [] : ["'dedup_key' is missing or blank"]),
    ...(triggers && !payload?.summary ? ["'payload.summary' is missing or blank"] : []),
    ...(triggers && !payload?.source ? ["'payload.source' is missing or blank"] : []),
    ...(triggers && !severities.includes(payload?.severity) ? ["'payload.severity' is invalid"] : []),
  ];
}
