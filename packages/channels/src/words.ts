import type { AlertPayload } from "./alert.ts";
import type { Storm } from "./kind.ts";

/* Words that channels share. They run inside n8n, as text: no imports but of types. */

/** One line of at most so many characters. */
export const line = (text: string, most = 200) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get into a mail's subject
  const plain = text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
};

export const clock = (time: number, timezone: string) =>
  new Date(time).toLocaleString("sv-SE", { timeZone: timezone, timeZoneName: "short" });

export const span = (ms: number) => {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
};

/** Since when it goes on, or from when to when it did. */
export const state = (alert: AlertPayload, timezone: string) => {
  const since = clock(alert.opened, timezone);
  if (alert.event !== "resolved") return `since ${since}`;
  const end = alert.resolved ?? alert.updated;
  return `${since} to ${clock(end, timezone)} (${span(end - alert.opened)})`;
};

export const eventWord = { firing: "", updated: "update: ", resolved: "resolved: " };

export const subject = (alert: AlertPayload) =>
  line(`[${alert.severity}] ${eventWord[alert.event]}${alert.title}`);

/** Sentences for people, where they say more than the title. */
export const sentences = ({ text = "", title }: AlertPayload, most: number) =>
  text === title ? "" : text.slice(0, most);

/** Names and values. */
export const facts = (alert: AlertPayload): [string, string][] => {
  const all: [string, string][] = [
    ["Hosts", alert.hosts.slice(0, 10).join(", ")],
    ["Streams", alert.streams.slice(0, 5).join(", ")],
    ["Seen", alert.seen ?? ""],
    ["Expected", alert.expected ?? ""],
    ["Severity", `${alert.severity}${alert.reasons.length > 0 ? `: ${alert.reasons.join("; ")}` : ""}`],
    ["Score", alert.score.toFixed(3)],
  ];
  return all.filter(([, value]) => value !== "");
};

/** All of it as plain text, the link on a line of its own. */
export const plainText = (alert: AlertPayload, { timezone, note }: { timezone: string; note: string }) =>
  [
    `${eventWord[alert.event]}${line(alert.title, 500)}`,
    `${alert.event === "resolved" ? "Over" : "Going on"}, ${state(alert, timezone)}, site ${alert.site}`,
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

export const stormText = ({ why, list, more }: Storm) =>
  [why, "", ...list.flatMap((one) => [one.title, `  ${one.link}`]), ...more, ""].join("\n");
