// @ts-check
/** @import { Alert, AllMessages, Decision, Plan, Row, Settings, Severity } from "./types.ts" */
import { clock, line, span } from "@logstead/channels";

/** @param {Row[]} rows @param {string} name @param {Settings} settings */
const stormOf = (rows, name, settings) => {
  const worst = /** @type {Severity} */ (
    ["critical", "warning", "info"].find((one) => rows.some((row) => row.severity === one)) ?? "info"
  );
  const from = clock(rows[0]?.at ?? 0, settings.timezone);
  const list = rows
    .slice(0, 30)
    .map((row) => ({ title: `[${row.severity}] ${line(row.title)}`, link: row.link }));
  return {
    id: `${name}:${rows[0]?.id}`,
    subject: `[${worst}] storm: ${rows.length} more alerts at site ${settings.site}`,
    severity: worst,
    from,
    why: `Held back since ${from}: more than ${settings.alerts} alerts in ${span(settings.per)}.`,
    list,
    more: rows.length > list.length ? [`… and ${rows.length - list.length} more`] : [],
    link: rows.at(-1)?.link ?? "",
  };
};

/**
 * Decisions with what is sent for them.
 *
 * @param {Alert | undefined} alert nothing for summaries
 * @param {Decision[]} decisions
 * @param {Row[]} held the rows of summaries
 * @param {Settings} settings
 * @param {AllMessages} messages by type of channel
 * @returns {Plan[]}
 */
export function plan(alert, decisions, held, settings, messages) {
  const seen = new Set();
  return decisions.map((decision) => {
    const { channel: name, state } = decision;
    const channel = settings.channels[name];
    const says = channel && messages[channel.type];
    if (says === undefined || seen.has(name)) return decision;
    const about = { channel, site: settings.site, timezone: settings.timezone };
    if (alert) {
      if (state !== "claimed") return decision;
      const note = decision.full
        ? `Further alerts are held back for up to ${span(settings.per)} and come as one summary.`
        : "";
      const message = says.alert(alert, { ...about, note, thread: decision.root });
      return { ...decision, done: "sent", undone: "failed", message };
    }
    seen.add(name);
    const ids = new Set(decisions.filter((one) => one.channel === name).map((one) => one.id));
    const rows = held.filter((row) => ids.has(row.id));
    const message = says.storm(stormOf(rows, name, settings), about);
    return { ...decision, done: "summarised", undone: "held", message };
  });
}
