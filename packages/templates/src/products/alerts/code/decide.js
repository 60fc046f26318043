// @ts-check
/** @import { Alert, Decision, Row, Settings } from "./types.ts" */

/**
 * What each claimed channel gets. Claims are ordered by their row's id: of two deliveries of one step the
 * first claim sends, the other one waits or finds it done.
 *
 * @param {Alert} alert
 * @param {Row[]} claims this execution's own, one for each channel
 * @param {Row[]} history rows of this fingerprint
 * @param {Row[]} recent rows that count for the rate limit
 * @param {Settings} settings
 * @param {number} now
 * @returns {Decision[]}
 */
export function decide(alert, claims, history, recent, settings, now) {
  const rank = { info: 0, warning: 1, critical: 2 };
  return claims.map((claim) => {
    const others = history.filter((row) => row.channel === claim.channel && row.id !== claim.id);
    const told = others.filter((row) => row.state === "sent").sort((a, b) => a.id - b.id);
    const episode = told.slice(told.findLastIndex((row) => row.event === "resolved") + 1);
    const last = episode.at(-1);
    const root = episode.find((row) => row.thread !== "")?.thread;
    /** @type {(outcome: Decision["outcome"], state?: Row["state"]) => Decision} */
    const as = (outcome, state = "dropped") => ({
      ...{ id: claim.id, channel: claim.channel, claim: claim.claim, outcome, state },
      ...{ counted: state === "claimed" ? claim.counted : 0, lease: state === "claimed" ? claim.lease : 0 },
      root: root ?? "",
    });
    const same = others.filter((row) => row.key === claim.key);
    if (same.some((row) => row.state === "sent")) return as("already");
    if (same.some((row) => row.state === "held" || row.state === "summarising")) return as("held");
    const busy = same.find((row) => row.state === "claimed" && row.id < claim.id && row.lease > now);
    if (busy) return as("busy");
    const later = others.find(
      (row) =>
        row.anomaly === claim.anomaly &&
        row.sequence > claim.sequence &&
        ["sent", "held", "unheard"].includes(row.state),
    );
    if (later) return as("superseded");
    if (alert.event === "resolved") return last ? as("sent", "claimed") : as("unheard", "unheard");
    if (last && last.at > claim.at - settings.dedup && rank[last.severity] >= rank[claim.severity])
      return as("deduplicated");
    const before = recent.filter(
      (row) =>
        row.channel === claim.channel &&
        row.id < claim.id &&
        row.at > claim.at - settings.per &&
        row.counted === 1,
    ).length;
    if (before >= settings.alerts) return as("held", "held");
    return { ...as("sent", "claimed"), ...(before === settings.alerts - 1 && { full: true }) };
  });
}
