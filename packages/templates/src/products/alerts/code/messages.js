// @ts-check
/** @import { Alert, Channel, Decision, Json, Plan, Row, Settings, Severity } from "./types.ts" */

/** @param {string} text one line of at most so many characters */
const line = (text, most = 200) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get into a mail's subject
  const plain = text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
};

/** Slack reads `<!channel>` and links out of text unless these are written so. @param {string} text */
const slackText = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** @param {number} time @param {string} timezone */
const clock = (time, timezone) =>
  new Date(time).toLocaleString("sv-SE", { timeZone: timezone, timeZoneName: "short" });

/** @param {number} ms */
const span = (ms) => {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
};

/** @param {Alert} alert @param {Settings} settings @returns {string} */
const state = (alert, settings) => {
  const since = clock(alert.opened, settings.timezone);
  if (alert.event !== "resolved") return `since ${since}`;
  const end = alert.resolved ?? alert.updated;
  return `${since} to ${clock(end, settings.timezone)} (${span(end - alert.opened)})`;
};

const words = { firing: "", updated: "update: ", resolved: "resolved: " };

/** Sentences for people, where they say more than the title. @param {Alert} alert @param {number} most */
const sentences = ({ text = "", title }, most) => (text === title ? "" : text.slice(0, most));

/** @param {Alert} alert @returns {[name: string, value: string][]} */
const facts = (alert) => {
  /** @type {[string, string][]} */
  const all = [
    ["Hosts", alert.hosts.slice(0, 10).join(", ")],
    ["Streams", alert.streams.slice(0, 5).join(", ")],
    ["Seen", alert.seen ?? ""],
    ["Expected", alert.expected ?? ""],
    ["Severity", `${alert.severity}${alert.reasons.length > 0 ? `: ${alert.reasons.join("; ")}` : ""}`],
    ["Score", alert.score.toFixed(3)],
  ];
  return all.filter(([, value]) => value !== "");
};

/** @param {Alert} alert @param {Settings} settings @param {string} note @returns {string} */
const plainText = (alert, settings, note) =>
  [
    `${words[alert.event]}${line(alert.title, 500)}`,
    `${alert.event === "resolved" ? "Over" : "Going on"}, ${state(alert, settings)}, site ${alert.site}`,
    "",
    ...(sentences(alert, 2000) ? [sentences(alert, 2000), ""] : []),
    ...facts(alert).map(([name, value]) => `${`${name}:`.padEnd(10)} ${line(value, 1000)}`),
    ...(alert.samples.length > 0
      ? ["", "Lines:", ...alert.samples.map((one) => `  ${line(one, 1000)}`)]
      : []),
    "",
    alert.link,
    ...(note ? ["", note] : []),
    "",
  ].join("\n");

/** @param {Alert} alert @param {Settings} settings @param {string} note @returns {Json[]} */
const blocks = (alert, settings, note) => {
  const head = `*${slackText(words[alert.event] + line(alert.title, 500))}*\n${slackText(`${alert.severity}, ${state(alert, settings)}`)}`;
  const about = facts(alert).map(([name, value]) => `*${name}* ${slackText(line(value, 400))}`);
  // A section takes 3,000 characters (docs.slack.dev, section block).
  const going = alert.event !== "resolved";
  const lines = alert.samples.map((one) => slackText(line(one, 300)).replaceAll("```", "'''")).slice(0, 6);
  const text = (/** @type {string} */ mrkdwn) => ({
    type: "section",
    text: { type: "mrkdwn", text: mrkdwn.slice(0, 3000) },
  });
  return [
    text(head),
    ...(going && alert.text && alert.text !== alert.title
      ? [text(slackText(alert.text.slice(0, 1000)))]
      : []),
    ...(going ? [text(about.join("\n"))] : []),
    ...(lines.length > 0 && going ? [text(`\`\`\`${lines.join("\n").slice(0, 2900)}\`\`\``)] : []),
    text(`<${alert.link}|Open the anomaly>${note ? `\n_${slackText(note)}_` : ""}`),
  ];
};

/** @param {Alert} alert @param {Settings} settings @returns {Json} PagerDuty's Events API v2 */
const incident = (alert, settings) => {
  const dedup_key = `logstead:${settings.site}:${alert.fingerprint}`.slice(0, 255);
  if (alert.event === "resolved") return { event_action: "resolve", dedup_key };
  return {
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
  };
};

/** @param {Channel} channel @param {Alert} alert @param {Decision} decision @param {Settings} settings */
const alertMessage = (channel, alert, decision, settings) => {
  const note = decision.full
    ? `Further alerts are held back for up to ${span(settings.per)} and come as one summary.`
    : "";
  const subject = line(`[${alert.severity}] ${words[alert.event]}${alert.title}`);
  if (channel.type === "email") return { subject, text: plainText(alert, settings, note) };
  if (channel.type === "pagerduty") return { body: incident(alert, settings) };
  const thread = decision.root ? { thread_ts: decision.root } : {};
  const body = {
    channel: channel.channel,
    text: slackText(subject),
    blocks: blocks(alert, settings, note),
    unfurl_links: false,
  };
  return { body: { ...body, ...thread } };
};

/** @param {Channel} channel @param {Row[]} rows @param {string} name @param {Settings} settings */
const summaryMessage = (channel, rows, name, settings) => {
  const last = /** @type {Row} */ (rows.at(-1));
  const worst = /** @type {Severity} */ (
    ["critical", "warning", "info"].find((one) => rows.some((row) => row.severity === one)) ?? "info"
  );
  const subject = `[${worst}] storm: ${rows.length} more alerts at site ${settings.site}`;
  const from = clock(rows[0]?.at ?? 0, settings.timezone);
  const list = rows
    .slice(0, 30)
    .map((row) => ({ title: `[${row.severity}] ${line(row.title)}`, link: row.link }));
  const more = rows.length > list.length ? [`… and ${rows.length - list.length} more`] : [];
  if (channel.type === "email") {
    const why = `Held back since ${from}: more than ${settings.alerts} alerts in ${span(settings.per)}.`;
    return {
      subject,
      text: [why, "", ...list.flatMap((one) => [one.title, `  ${one.link}`]), ...more, ""].join("\n"),
    };
  }
  if (channel.type === "slack") {
    const titles = list.map((one) => `• <${one.link}|${slackText(one.title)}>`);
    const text = [`*${slackText(subject)}*`, `Held back since ${from}.`, ...titles, ...more].join("\n");
    return { body: { channel: channel.channel, text, unfurl_links: false } };
  }
  const payload = { summary: subject, source: settings.site, severity: worst, group: settings.site };
  return {
    body: {
      event_action: "trigger",
      dedup_key: `logstead:${settings.site}:storm:${name}:${rows[0]?.id}`,
      client: "Logstead",
      client_url: last.link,
      payload: { ...payload, custom_details: { Held: [...list.map((one) => one.title), ...more] } },
    },
  };
};

/**
 * Decisions with what is sent for them.
 *
 * @param {Alert | undefined} alert nothing for summaries
 * @param {Decision[]} decisions
 * @param {Row[]} held the rows of summaries
 * @param {Settings} settings
 * @returns {Plan[]}
 */
export function plan(alert, decisions, held, settings) {
  const seen = new Set();
  return decisions.map((decision) => {
    const { channel: name, state } = decision;
    const channel = settings.channels[name];
    if (channel === undefined || seen.has(name)) return decision;
    if (alert) {
      if (state !== "claimed") return decision;
      return {
        ...decision,
        done: "sent",
        undone: "failed",
        message: alertMessage(channel, alert, decision, settings),
      };
    }
    seen.add(name);
    const ids = new Set(decisions.filter((one) => one.channel === name).map((one) => one.id));
    const rows = held.filter((row) => ids.has(row.id));
    return {
      ...decision,
      done: "summarised",
      undone: "held",
      message: summaryMessage(channel, rows, name, settings),
    };
  });
}
