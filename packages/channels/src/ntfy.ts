import { HttpUrl, SecretRef } from "@logstead/fields";
import { z } from "zod";
import { channelKind, type Messages } from "./kind.ts";
import { http } from "./n8n.ts";
import { readSubject, readText } from "./reading.ts";
import { plainText, stormText, subject } from "./words.ts";

const Priority = z.int().min(1).max(5);
const Tag = z
  .string()
  .regex(/^[^,\s]{1,64}$/, "a word without commas or blanks")
  .meta({ examples: ["rotating_light"] });

const schema = z.strictObject({
  type: z.literal("ntfy"),
  url: HttpUrl.prefault("https://ntfy.sh").describe(
    "The ntfy server. On the public one, everybody who knows the topic can read it: use a server or topic of your own.",
  ),
  topic: z
    .string()
    .regex(/^[-_A-Za-z0-9]{1,64}$/, "letters, digits, - and _, at most 64")
    .meta({ examples: ["logstead-alerts"] })
    .describe("The topic that people subscribe to."),
  token: SecretRef.optional().describe("The access token, for a topic that is protected."),
  priority: z
    .strictObject({
      info: Priority.default(2).describe("No sound; seen when one looks."),
      warning: Priority.default(4).describe("Sound, a long vibration and a pop-over."),
      critical: Priority.default(5).describe("Sound, a very long vibration and a pop-over."),
    })
    .prefault({})
    .describe(
      "ntfy's priority from 1 (lowest) to 5 (highest), by severity. A resolved alert has that of info.",
    ),
  tags: z
    .array(Tag)
    .max(10)
    .prefault([])
    .describe("Tags of every message; names of emojis are shown as such."),
});
type Shown = Pick<z.output<typeof schema>, "topic" | "priority" | "tags">;

// #region message
/** A longer message becomes an attachment (docs.ntfy.sh, "Limitations"); the link and the note stand at the end. */
const short = (text: string, link: string, most = 3_500) => {
  const size = (part: string) => new TextEncoder().encode(JSON.stringify(part)).length;
  if (size(text) <= most) return text;
  const end = `\n…\n\n${link}\n`;
  let kept = [...text];
  while (size(kept.join("")) > most - size(end)) kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return kept.join("") + end;
};

/** ntfy's "publish as JSON". */
const message: Messages<Shown> = {
  alert: (alert, about) => {
    const { topic, priority, tags } = about.channel;
    return {
      body: {
        topic,
        title: subject(alert),
        message: short(plainText(alert, about), alert.link),
        priority: priority[alert.event === "resolved" ? "info" : alert.severity],
        tags: [...tags, alert.severity, alert.event],
        click: alert.link,
      },
    };
  },
  storm: (storm, { channel: { topic, priority, tags } }) => ({
    body: {
      topic,
      title: storm.subject,
      message: short(stormText(storm), storm.link),
      priority: priority[storm.severity],
      tags: [...tags, storm.severity, "storm"],
      click: storm.link,
    },
  }),
};
// #endregion

export const ntfy = channelKind({
  schema,
  summary: ({ url, topic }) => `${topic} at ${new URL(url).host}`,
  secrets: ({ token }) => (token ? [token] : []),
  ...http<z.output<typeof schema>>(({ url, token }, secret) => ({
    method: "POST",
    url: `${url.replace(/\/+$/, "")}/`,
    ...(token && { headers: { Authorization: `Bearer ${secret(token)}` } }),
  })),
  shown: ({ topic, priority, tags }) => ({ topic, priority, tags }),
  message,
  /** ntfy answers with the message as it is published. */
  probe: ({ body, answer = body }) => {
    const { title = "", message = "", click = "" } = answer;
    return { ...readSubject(title), ...readText(message), link: click };
  },
});
