// @ts-check
/** @import { Decision, Row, Settings } from "./types.ts" */

/**
 * Which held alerts are summed up now: a channel's, when the first of them has waited long enough.
 *
 * @param {Row[]} held
 * @param {Settings} settings
 * @param {string} execution
 * @param {number} now
 * @returns {Decision[]}
 */
export function summaries(held, settings, execution, now) {
  const free = held.filter((row) => row.state === "held" || row.lease <= now);
  const due = new Set(free.filter((row) => row.at <= now - settings.per).map((row) => row.channel));
  return free
    .filter((row) => due.has(row.channel) && row.channel in settings.channels)
    .map((row) => ({
      ...{ id: row.id, channel: row.channel, claim: `${execution}:${row.channel}`, outcome: "sent" },
      ...{ state: "summarising", counted: 0, lease: now + settings.lease, root: "" },
    }));
}
