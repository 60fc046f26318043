import { kindOf } from "@logstead/channels";
import { AlertPayload } from "@logstead/channels/alert";
import { inSeconds, type Site } from "@logstead/inventory";
import { z } from "zod";
import type { Schema, Settings } from "./code/types.ts";

type Alerting = Site["alerting"];
export type SiteChannel = Alerting["channels"][string];

/** An execution ends after this: all channels at their worst, in whole minutes, and no less than five. */
export function executionSeconds({ alerting }: Site): number {
  const worst = Object.values(alerting.channels).reduce((sum, { type }) => sum + kindOf(type).seconds, 0);
  return Math.max(5, Math.ceil(worst / 60)) * 60;
}

/** What the flow's steps know of the site. */
export function settingsOf(site: Site): Settings {
  const { alerting } = site;
  return {
    digest: "",
    schema: withoutWords(z.toJSONSchema(AlertPayload, { io: "input" }) as Schema),
    site: site.site.name,
    timezone: site.site.timezone,
    channels: Object.fromEntries(
      Object.entries(alerting.channels).map(([name, channel]) => {
        const { type } = channel;
        return [name, { type, ...kindOf(type).shown(channel) }];
      }),
    ),
    severities: Object.fromEntries(
      (["info", "warning", "critical"] as const).map((severity) => [severity, channelsOf(site, severity)]),
    ),
    alerts: alerting.rateLimit.alerts,
    per: inSeconds(alerting.rateLimit.per) * 1000,
    dedup: inSeconds(alerting.dedupWindow) * 1000,
    lease: (executionSeconds(site) + 30) * 1000,
  };
}

/** The channels that get alerts of a severity. */
export function channelsOf({ alerting }: Site, severity: "info" | "warning" | "critical"): string[] {
  const { severities, channels } = alerting;
  return Object.keys(severities).length === 0 ? Object.keys(channels) : [...(severities[severity] ?? [])];
}

/** The schema without descriptions. */
function withoutWords<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutWords) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "$schema" && !isWords(key, value));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutWords(inner)])) as T;
}

const isWords = (key: string, of: object) =>
  key === "description" && typeof (of as Record<string, unknown>)[key] === "string";
