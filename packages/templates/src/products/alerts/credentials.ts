import { type SecretRef, type Site, storedName } from "@logstead/inventory";
import type { Credential } from "./n8n/nodes.ts";
import { idOf } from "./n8n/workflow.ts";
import type { SiteChannel } from "./settings.ts";

/**
 * A credential of the flow, without its secret: the role asks for that by name and puts it into `data` as
 * `into`, in the form that n8n wants it in.
 */
export interface SiteCredential extends Credential {
  data: Record<string, string | number | boolean>;
  secret?: { name: string; into: string; form: "plain" | "bearer" | "routing-key" };
}

const secretOf = (ref: SecretRef, into: string, form: "plain" | "bearer" | "routing-key") => ({
  secret: { name: storedName(ref) ?? ref, into, form },
});

const bearer = (ref: SecretRef) => ({
  type: "httpHeaderAuth" as const,
  data: { name: "Authorization" },
  ...secretOf(ref, "value", "bearer"),
});

/** What a sender must show. */
export const webhookCredential = (site: Site): SiteCredential => ({
  ...named(site, "webhook"),
  ...bearer(site.n8n.webhookToken),
});

/** What a channel wants to see. */
export const channelCredential = (site: Site, name: string, channel: SiteChannel): SiteCredential => ({
  ...named(site, `channel ${name}`),
  ...keyOf(channel),
});

export const credentials = (site: Site): SiteCredential[] => [
  webhookCredential(site),
  ...Object.entries(site.alerting.channels).map(([name, channel]) => channelCredential(site, name, channel)),
];

const named = (site: Site, what: string) => ({
  id: idOf("logstead", site.site.name, what),
  name: `Logstead ${site.site.name}: ${what}`,
});

function keyOf(channel: SiteChannel): Omit<SiteCredential, "id" | "name"> {
  if (channel.type === "slack") return bearer(channel.token);
  if (channel.type === "pagerduty")
    return { type: "httpCustomAuth", data: {}, ...secretOf(channel.routingKey, "json", "routing-key") };
  const [, host = "", port = "25"] = /^\[?(.*?)\]?:(\d+)$/.exec(channel.smtp) ?? [];
  // Port 465 is encrypted from the first byte (RFC 8314, section 3.3); elsewhere STARTTLS follows.
  const secure = channel.startTls && port === "465";
  return {
    type: "smtp",
    data: {
      ...{ host, port: Number(port), secure, disableStartTls: !channel.startTls, user: channel.user ?? "" },
      ...(channel.password === undefined && { password: "" }),
    },
    ...(channel.password && secretOf(channel.password, "password", "plain")),
  };
}
