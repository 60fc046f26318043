import { siteWith } from "../site/sites.ts";

export interface Ends {
  smtp: string;
  slackUrl: string;
  pagerUrl: string;
}

const nowhere: Ends = {
  smtp: "127.0.0.1:25",
  slackUrl: "http://127.0.0.1:8026",
  pagerUrl: "http://127.0.0.1:8027",
};

/** A site with one channel of each kind; more of `alerting` and `n8n` can be given. */
export function siteWithChannels(alerting = "", n8n = "{}", ends = nowhere) {
  return siteWith(`
hosts:
  ocean: {address: 127.0.0.1, roles: [agent, loki, n8n]}
n8n: ${n8n}
alerting:
  channels:
    mail: {type: email, to: [ops@lab.internal], from: logstead@lab.internal, smtp: "${ends.smtp}", startTls: false}
    chat: {type: slack, channel: "#alerts", token: secret:slack-token, baseUrl: "${ends.slackUrl}"}
    pager: {type: pagerduty, routingKey: secret:pagerduty-key, baseUrl: "${ends.pagerUrl}"}
  severities: {info: [mail], warning: [mail, chat], critical: [mail, chat, pager]}
${alerting}`);
}
