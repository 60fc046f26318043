import { HttpUrl, SecretRef } from "@logstead/fields";
import { z } from "zod";
import { channelKind, type Messages } from "./kind.ts";
import { http } from "./n8n.ts";
import { facts, line, sentences } from "./words.ts";

const schema = z.strictObject({
  type: z.literal("pagerduty"),
  routingKey: SecretRef.describe("The integration's routing key."),
  baseUrl: HttpUrl.prefault("https://events.pagerduty.com").describe(
    "PagerDuty's API; labs point it at a sink.",
  ),
});

// #region message
/** Bodies of PagerDuty's Events API v2. */
const message: Messages<object> = {
  alert: (alert, { site }) => {
    const dedup_key = `logstead:${site}:${alert.fingerprint}`.slice(0, 255);
    if (alert.event === "resolved") return { body: { event_action: "resolve", dedup_key } };
    return {
      body: {
        event_action: "trigger",
        dedup_key,
        client: "Logstead",
        client_url: alert.link,
        links: [{ href: alert.link, text: "Open the anomaly" }],
        payload: {
          summary: line(`${alert.hosts[0] ? `${alert.hosts[0]}: ` : ""}${alert.title}`, 1024),
          source: alert.hosts[0] ?? alert.site,
          severity: alert.severity,
          timestamp: new Date(alert.updated).toISOString(),
          component: alert.streams[0] ?? "",
          group: alert.site,
          custom_details: {
            ...Object.fromEntries(facts(alert)),
            Text: sentences(alert, 2000),
            Lines: alert.samples,
          },
        },
      },
    };
  },
  storm: ({ id, subject, severity, list, more, link }, { site }) => ({
    body: {
      event_action: "trigger",
      dedup_key: `logstead:${site}:storm:${id}`,
      client: "Logstead",
      client_url: link,
      payload: {
        summary: subject,
        source: site,
        severity,
        group: site,
        custom_details: { Held: [...list.map((one) => one.title), ...more] },
      },
    },
  }),
};
// #endregion

export const pagerduty = channelKind({
  schema,
  summary: ({ baseUrl }) => new URL(baseUrl).host,
  secrets: ({ routingKey }) => [routingKey],
  ...http<z.output<typeof schema>>(({ baseUrl, routingKey }, secret) => ({
    method: "POST",
    url: `${baseUrl.replace(/\/+$/, "")}/v2/enqueue`,
    body: { routing_key: secret(routingKey) },
  })),
  shown: () => ({}),
  message,
  incidents: true,
  probe: ({ body }) => {
    const { event_action, dedup_key = "", payload = {}, client_url = "" } = body;
    const host: string = payload.source ?? "";
    const title: string = payload.summary ?? "";
    return {
      event: event_action === "resolve" ? "resolved" : "firing",
      severity: payload.severity ?? "",
      host,
      link: client_url,
      title: title.startsWith(`${host}: `) ? title.slice(host.length + 2) : title,
      evidence: payload.custom_details?.Lines ?? [],
      thread: dedup_key,
    };
  },
});
