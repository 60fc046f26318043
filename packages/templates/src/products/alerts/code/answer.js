// @ts-check
/** @import { AlertAnswer } from "@logstead/channels/alert" */
/** @import { Decision, Row } from "./types.ts" */

/**
 * What the sender is told: status, and what became of the alert in each channel.
 *
 * @param {string} key
 * @param {Decision[]} decisions
 * @param {Row[]} recorded what became of those that were sent
 * @returns {{ status: number, answer: AlertAnswer }}
 */
export function answer(key, decisions, recorded) {
  /** @type {AlertAnswer["channels"]} */
  const channels = {};
  for (const { channel, outcome } of decisions) channels[channel] = { outcome };
  const failed = recorded.filter((row) => row.state === "failed");
  for (const { channel, reason } of failed) channels[channel] = { outcome: "failed", reason };
  const outcomes = Object.values(channels).map(({ outcome }) => outcome);
  const status = outcomes.includes("failed") ? 502 : outcomes.includes("busy") ? 409 : 200;
  // Five seconds: most deliveries that another one waits for are done by then.
  const retryAfter = Math.max(status === 409 ? 5 : 0, ...failed.map((row) => row.retry));
  return {
    status,
    answer: { key, channels, ...(status !== 200 && retryAfter > 0 && { retryAfter }) },
  };
}
