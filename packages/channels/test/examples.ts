import type { z } from "zod";
import type { Channel, ChannelType } from "../src/index.ts";

/** Channels of each kind, as an inventory has them: between them they use every setting. */
export const examples: Record<ChannelType, z.input<typeof Channel>[]> = {
  email: [
    { type: "email", to: ["ops@lab.internal"], from: "logstead@lab.internal", smtp: "127.0.0.1:25" },
    {
      ...{
        type: "email",
        to: ["a@b.example", "c@b.example"],
        from: "l@b.example",
        smtp: "mail.b.example:465",
      },
      ...{ user: "logstead", password: "secret:mail-password", startTls: true },
    },
  ],
  slack: [{ type: "slack", channel: "#alerts", token: "secret:slack-token" }],
  pagerduty: [{ type: "pagerduty", routingKey: "secret:pagerduty-key", baseUrl: "http://127.0.0.1:8027/" }],
  ntfy: [
    { type: "ntfy", topic: "logstead-alerts" },
    {
      ...{ type: "ntfy", url: "http://127.0.0.1:8028/", topic: "ops", token: "secret:ntfy-token" },
      ...{ priority: { info: 1, warning: 3, critical: 4 }, tags: ["homelab"] },
    },
  ],
  webhook: [
    { type: "webhook", url: "http://127.0.0.1:8029/alerts", headers: { "X-Api-Key": "secret:webhook-key" } },
    {
      ...{ type: "webhook", url: "https://chat.example.org/hooks/1", method: "PUT" },
      headers: { Authorization: "secret:chat-authorization", "X-Site": "secret:chat-site" },
    },
  ],
};
