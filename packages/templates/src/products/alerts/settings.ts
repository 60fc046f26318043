import { AlertPayload } from "@logstead/detector/alerts";
import { inSeconds, type Site } from "@logstead/inventory";
import { z } from "zod";
import type { Channel, Schema, Settings } from "./code/types.ts";

type Alerting = Site["alerting"];
export type SiteChannel = Alerting["channels"][string];

/** An execution ends after this; PagerDuty and Slack take 36 s at the worst, a silent mail server 4 min. */
export const executionSeconds = 300;

/** What the steps of the flow are told of the site. */
export function settingsOf(site: Site): Settings {
  const { alerting } = site;
  return {
    digest: "",
    schema: withoutWords(z.toJSONSchema(AlertPayload, { io: "input" }) as Schema),
    site: site.site.name,
    timezone: site.site.timezone,
    channels: Object.fromEntries(
      Object.entries(alerting.channels).map(([name, one]) => [name, channelOf(one)]),
    ),
    severities: Object.fromEntries(
      (["info", "warning", "critical"] as const).map((severity) => [severity, channelsOf(site, severity)]),
    ),
    alerts: alerting.rateLimit.alerts,
    per: inSeconds(alerting.rateLimit.per) * 1000,
    dedup: inSeconds(alerting.dedupWindow) * 1000,
    lease: (executionSeconds + 30) * 1000,
  };
}

/** The channels that hear of alerts of a severity. */
export function channelsOf({ alerting }: Site, severity: "info" | "warning" | "critical"): string[] {
  const { severities, channels } = alerting;
  return Object.keys(severities).length === 0 ? Object.keys(channels) : [...(severities[severity] ?? [])];
}

const channelOf = (one: SiteChannel): Channel => ({
  type: one.type,
  ...(one.type === "slack" && { channel: one.channel }),
});

/** The schema without what is only for readers. */
function withoutWords<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutWords) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "$schema" && !isWords(key, value));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutWords(inner)])) as T;
}

const isWords = (key: string, of: object) =>
  key === "description" && typeof (of as Record<string, unknown>)[key] === "string";
