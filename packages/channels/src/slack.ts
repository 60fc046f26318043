import { HttpUrl, SecretRef } from "@logstead/fields";
import { z } from "zod";
import type { AlertPayload } from "./alert.ts";
import { channelKind, type Messages } from "./kind.ts";
import { http } from "./n8n.ts";
import { readSubject } from "./reading.ts";
import { eventWord, facts, line, state, subject } from "./words.ts";

const schema = z.strictObject({
  type: z.literal("slack"),
  channel: z
    .string()
    .regex(/^[#C@][\w-]+$/, "a channel such as #alerts")
    .meta({ examples: ["#alerts"] })
    .describe("The channel."),
  token: SecretRef.describe("The bot token."),
  baseUrl: HttpUrl.prefault("https://slack.com/api").describe("Slack's API; labs point it at a sink."),
});

// #region message
/** Slack reads `<!channel>` and links out of text unless these are written so. */
const plain = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const blocks = (alert: AlertPayload, { timezone, note }: { timezone: string; note: string }) => {
  const head = `*${plain(eventWord[alert.event] + line(alert.title, 500))}*\n${plain(`${alert.severity}, ${state(alert, timezone)}`)}`;
  const about = facts(alert).map(([name, value]) => `*${name}* ${plain(line(value, 400))}`);
  const going = alert.event !== "resolved";
  const lines = alert.samples.map((one) => plain(line(one, 300)).replaceAll("```", "'''")).slice(0, 6);
  // A section takes 3,000 characters (docs.slack.dev, section block).
  const section = (mrkdwn: string) => ({
    type: "section",
    text: { type: "mrkdwn", text: mrkdwn.slice(0, 3000) },
  });
  return [
    section(head),
    ...(going && alert.text && alert.text !== alert.title ? [section(plain(alert.text.slice(0, 1000)))] : []),
    ...(going ? [section(about.join("\n"))] : []),
    ...(lines.length > 0 && going ? [section(`\`\`\`${lines.join("\n").slice(0, 2900)}\`\`\``)] : []),
    section(`<${alert.link}|Open the anomaly>${note ? `\n_${plain(note)}_` : ""}`),
  ];
};

const message: Messages<{ channel: string }> = {
  alert: (alert, about) => ({
    body: {
      channel: about.channel.channel,
      text: plain(subject(alert)),
      blocks: blocks(alert, about),
      unfurl_links: false,
      ...(about.thread && { thread_ts: about.thread }),
    },
  }),
  storm: (storm, { channel }) => {
    const titles = storm.list.map((one) => `• <${one.link}|${plain(one.title)}>`);
    const head = [`*${plain(storm.subject)}*`, `Held back since ${storm.from}.`];
    return {
      body: {
        channel: channel.channel,
        text: [...head, ...titles, ...storm.more].join("\n"),
        unfurl_links: false,
      },
    };
  },
};
// #endregion

const unescaped = (text: string) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export const slack = channelKind({
  schema,
  summary: ({ channel }) => channel,
  secrets: ({ token }) => [token],
  ...http<z.output<typeof schema>>(({ baseUrl, token }, secret) => ({
    method: "POST",
    url: `${baseUrl.replace(/\/+$/, "")}/chat.postMessage`,
    headers: { Authorization: `Bearer ${secret(token)}` },
  })),
  // Slack says no with status 200 and a text in `error`.
  answer: { taken: "$json.ok === true", thread: "String($json.ts ?? '')" },
  shown: ({ channel }) => ({ channel }),
  message,
  probe: ({ body, answer }) => {
    const { text = "", blocks = [], thread_ts } = body;
    const texts = (blocks as { text?: { text?: string } }[])
      .map((block) => block.text?.text ?? "")
      .join("\n");
    return {
      ...readSubject(unescaped(text)),
      host: unescaped(/^\*Hosts\* (.*)$/m.exec(texts)?.[1] ?? ""),
      link: /<(https?:\/\/[^|>]+)\|/.exec(texts || text)?.[1] ?? "",
      evidence: unescaped(/```([\s\S]*?)```/.exec(texts)?.[1] ?? "")
        .split("\n")
        .filter((line) => line !== ""),
      thread: thread_ts ?? answer?.ts,
    };
  },
});
