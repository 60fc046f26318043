import type { ChannelType } from "@logstead/channels";
import { siteWith } from "../site/sites.ts";

/** `host:port` of each kind's other side. */
type Ends = Record<ChannelType, string>;
const nowhere: Ends = {
  email: "127.0.0.1:25",
  slack: "127.0.0.1:8026",
  pagerduty: "127.0.0.1:8027",
  ntfy: "127.0.0.1:8028",
  webhook: "127.0.0.1:8029",
};

/** A site with one channel of each kind; more of `alerting` and `n8n` can be given. */
export function siteWithChannels(alerting = "", n8n = "{}", ends = nowhere) {
  return siteWith(`
hosts:
  ocean: {address: 127.0.0.1, roles: [agent, loki, n8n]}
n8n: ${n8n}
alerting:
  channels:
    mail: {type: email, to: [ops@lab.internal], from: logstead@lab.internal, smtp: "${ends.email}", startTls: false}
    chat: {type: slack, channel: "#alerts", token: secret:slack-token, baseUrl: "http://${ends.slack}"}
    pager: {type: pagerduty, routingKey: secret:pagerduty-key, baseUrl: "http://${ends.pagerduty}"}
  severities: {info: [mail], warning: [mail, chat], critical: [mail, chat, pager]}
${alerting}`);
}

/** The same with channels of the kinds that the first site does without, for critical alerts. */
export const siteWithAllKinds = (n8n: string, ends: Ends) => {
  const site = siteWithChannels("  rateLimit: {alerts: 1000}", n8n, ends);
  const more = siteWith(`
hosts:
  ocean: {address: 127.0.0.1, roles: [agent, loki, n8n]}
alerting:
  channels:
    phone: {type: ntfy, url: "http://${ends.ntfy}", topic: logstead, token: secret:ntfy-token, tags: [house]}
    hook: {type: webhook, url: "http://${ends.webhook}/alerts", headers: {X-Api-Key: secret:webhook-key, X-Site: secret:slack-token}}
    form:
      type: webhook
      url: http://${ends.webhook}/form
      method: PUT
      headers: {X-Api-Key: secret:webhook-key}
      body: {content: "{subject} on {host}", id: "{fingerprint}"}`);
  Object.assign(site.alerting.channels, more.alerting.channels);
  site.alerting.severities = {
    ...site.alerting.severities,
    critical: ["mail", "phone", "hook", "form"] as never,
  };
  return site;
};
