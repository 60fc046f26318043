import { AlertAnswer } from "@logstead/channels/alert";
import { headersOf } from "../sources/loki/client.ts";
import { fetchAs, type Identity } from "../sources/loki/identity.ts";
import type { Alert } from "./alert.ts";

export const routeNames = ["n8n", "alertmanager", "loki"] as const;
export type RouteName = (typeof routeNames)[number];

/** Where a route goes, with secrets in place. */
export interface Target extends Identity {
  url: string;
  token?: string | undefined;
  tenant?: string | undefined;
}

const timeout = 15_000;

/** The other side will not take it, however often it is asked. */
export class NeverError extends Error {}

/** The other side asks for some patience. */
export class LaterError extends Error {
  readonly seconds: number;
  constructor(message: string, seconds: number) {
    super(message);
    this.seconds = seconds;
  }
}

/** What became of an alert in each channel behind its route, as far as the other side says. */
export type Outcomes = Record<string, string>;

/** Sends one alert; throws with what the other side said. A redirect is refused: it would carry the token away. */
export async function send(route: RouteName, target: Target, alert: Alert, at: number): Promise<Outcomes> {
  if (route === "n8n")
    return outcomesIn(await post(target.url, target, alert, { "Idempotency-Key": alert.key }));
  if (route === "alertmanager")
    await post(`${target.url.replace(/\/+$/, "")}/api/v2/alerts`, target, [prometheusAlert(alert, at)]);
  else await post(`${target.url.replace(/\/+$/, "")}/loki/api/v1/push`, target, lokiPush(alert, at));
  return {};
}

/** An older flow, or another one, may answer what it likes. */
function outcomesIn(text: string): Outcomes {
  try {
    const { channels } = AlertAnswer.parse(JSON.parse(text));
    return Object.fromEntries(Object.entries(channels).map(([name, { outcome }]) => [name, outcome]));
  } catch {
    return {};
  }
}

async function post(
  url: string,
  target: Target,
  body: unknown,
  more: Record<string, string> = {},
): Promise<string> {
  const answer = await fetchAs(target, url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headersOf(target as { url: string }), ...more },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeout),
  });
  const text = await answer.text();
  if (answer.ok) return text;
  const said = `HTTP ${answer.status}: ${text.slice(0, 200).trim()}`;
  if (answer.status === 400) throw new NeverError(said);
  const seconds = Number(answer.headers.get("retry-after"));
  throw seconds > 0 ? new LaterError(said, seconds) : new Error(said);
}

/** An Alertmanager forgets an alert that is not repeated; how long it keeps this one. */
export const alertmanagerKeeps = 10 * 60_000;

/**
 * Labels identify an alert there. Severity is among them, because routing needs it; an alert that becomes
 * graver is another one there, and the old one runs out.
 */
function prometheusAlert(alert: Alert, now: number) {
  const resolved = alert.event === "resolved";
  return {
    labels: {
      alertname: "LogAnomaly",
      source: "detector",
      severity: alert.severity,
      site: alert.site,
      fingerprint: alert.fingerprint,
      anomaly: alert.anomaly,
      ...(alert.hosts.length === 1 ? { host: alert.hosts[0] } : {}),
    },
    annotations: {
      summary: alert.title,
      description: alert.text,
      samples: alert.samples.join("\n"),
    },
    startsAt: new Date(alert.opened).toISOString(),
    endsAt: new Date(resolved ? (alert.resolved ?? now) : now + alertmanagerKeeps).toISOString(),
    generatorURL: alert.link,
  };
}

/** Loki takes a line that it has already as the same line, so that a repeated attempt does no harm. */
function lokiPush(alert: Alert, at: number) {
  const { version, key, opened, updated, resolved, suppressed, site, ...rest } = alert;
  const line = JSON.stringify(suppressed.length > 0 ? { ...rest, suppressed } : rest);
  const ns = `${Math.floor(at)}${String(alert.sequence % 1_000_000).padStart(6, "0")}`;
  return {
    streams: [
      {
        stream: { job: "logstead-anomalies", severity: alert.severity, event: alert.event },
        values: [[ns, line]],
      },
    ],
  };
}
