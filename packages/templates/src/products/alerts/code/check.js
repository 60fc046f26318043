// @ts-check
/** @import { Check, Json, Schema, Settings } from "./types.ts" */

/**
 * Why a value does not fit a JSON Schema: the place and what is expected there; nothing when it fits. Knows the
 * keywords that the alert's schema uses.
 *
 * @param {Schema} schema
 * @param {unknown} value
 * @param {string} at
 * @returns {string | undefined}
 */
export function misfit(schema, value, at = "the body") {
  if (schema.const !== undefined && value !== schema.const)
    return `${at} is not ${JSON.stringify(schema.const)}`;
  if (schema.enum && !schema.enum.includes(value)) return `${at} is none of ${schema.enum.join(", ")}`;
  if (schema.type === "object") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return `${at} is no object`;
    const given = /** @type {Record<string, unknown>} */ (value);
    for (const key of schema.required ?? []) if (given[key] === undefined) return `${at} has no ${key}`;
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      const why =
        given[key] === undefined
          ? undefined
          : misfit(inner, given[key], at === "the body" ? key : `${at}.${key}`);
      if (why) return why;
    }
  }
  if (schema.type === "array") {
    if (!Array.isArray(value)) return `${at} is no list`;
    if (value.length > (schema.maxItems ?? Infinity)) return `${at} has more than ${schema.maxItems} entries`;
    for (const [i, one] of value.entries()) {
      const why = schema.items && misfit(schema.items, one, `${at}[${i}]`);
      if (why) return why;
    }
  }
  if (schema.type === "string") {
    if (typeof value !== "string") return `${at} is no text`;
    if (value.length < (schema.minLength ?? 0)) return `${at} is empty`;
    if (value.length > (schema.maxLength ?? Infinity))
      return `${at} is longer than ${schema.maxLength} characters`;
    if (schema.pattern && !new RegExp(schema.pattern).test(value))
      return `${at} does not match ${schema.pattern}`;
  }
  if (schema.type === "number" || schema.type === "integer") {
    if (typeof value !== "number" || (schema.type === "integer" && !Number.isInteger(value)))
      return `${at} is no ${schema.type}`;
    if (value < (schema.minimum ?? -Infinity)) return `${at} is below ${schema.minimum}`;
    if (value > (schema.maximum ?? Infinity)) return `${at} is above ${schema.maximum}`;
  }
  return undefined;
}

/**
 * What a request is: refused, answered at once, or an alert for channels. Its rows claim one channel each.
 *
 * @param {Json} body
 * @param {Settings} settings
 * @param {string} execution
 * @param {number} now
 * @returns {Check[]}
 */
export function check(body, settings, execution, now) {
  if (body?.version === 1 && body?.ping === true)
    return [{ kind: "answer", status: 200, answer: { digest: settings.digest, channels: {} } }];
  const why = misfit(settings.schema, body);
  if (why) return [{ kind: "refuse", status: 400, answer: { reason: why, channels: {} } }];
  const alert = /** @type {import("./types.ts").Alert} */ (/** @type {unknown} */ (body));
  const { key, event, fingerprint, anomaly, sequence, severity, title, link } = alert;
  const { suppressed } = alert;
  // An end is told wherever its beginning was, whatever its severity is by now and whoever is silent.
  if (event !== "resolved" && suppressed.length > 0) {
    const reason = suppressed.map((one) => `${one.by}: ${one.reason}`).join("; ");
    return [{ kind: "answer", status: 200, answer: { key, reason, channels: {} } }];
  }
  const all = Object.keys(settings.channels);
  const channels = event === "resolved" ? all : (settings.severities[severity] ?? []);
  if (channels.length === 0) {
    const reason = `no channel for ${severity}`;
    return [{ kind: "answer", status: 200, answer: { key, reason, channels: {} } }];
  }
  const known = { key, fingerprint, anomaly, sequence, event, severity, title, link };
  /** @type {Pick<import("./types.ts").Row, "at" | "lease" | "thread" | "reason" | "retry" | "state" | "counted">} */
  const fresh = {
    at: now,
    lease: now + settings.lease,
    thread: "",
    reason: "",
    retry: 0,
    state: "claimed",
    counted: event === "resolved" ? 0 : 1,
  };
  return channels.map((channel) => {
    const own = { channel, execution, claim: `${execution}:${channel}` };
    return { kind: "alert", alert, row: { ...known, ...own, ...fresh } };
  });
}
