import type { ChannelType } from "@logstead/channels";
import { siteWith } from "../site/sites.ts";

/** `host:port` of each kind's other side. */
type Ends = Record<ChannelType, string>;
const nowhere: Ends = { email: "127.0.0.1:25", slack: "127.0.0.1:8026", pagerduty: "127.0.0.1:8027" };

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
