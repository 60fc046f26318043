import type { Arrival } from "./sinks.ts";

/** One message as whoever got it sees it. */
export interface Message {
  /** When it arrived, in milliseconds since 1970. */
  at: number;
  channel: Arrival["channel"];
  event: "firing" | "updated" | "resolved";
  severity: string;
  title: string;
  host: string;
  /** To the anomaly's page. */
  link: string;
  /** Lines that show it. */
  evidence: string[];
  /** PagerDuty's `dedup_key`, Slack's thread: what ties messages of one channel together. */
  thread?: string;
}

/** Reads a message out of what a channel took; nothing secret of the request gets into it. */
export function messageOf(arrival: Arrival, at: number): Message {
  switch (arrival.channel) {
    case "mail":
      return { at, channel: "mail", ...headOf(arrival.mail.subject), ...textOf(arrival.mail.text) };
    case "slack":
      return slackMessage(arrival, at);
    case "pagerduty":
      return pagerMessage(arrival.request.body, at);
  }
}

/** `[critical] update: 40 failed logins` */
function headOf(subject: string): Pick<Message, "event" | "severity" | "title"> {
  const [, severity = "", word = "", title = ""] =
    /^(?:\[(\w+)\] )?(?:(update|resolved): )?(.*)$/s.exec(subject) ?? [];
  return { severity, event: eventOf(word), title };
}

const eventOf = (word: string) =>
  word === "update" ? "updated" : word === "resolved" ? "resolved" : "firing";

/** The plain text of a mail: facts by name, lines below `Lines:`, an address on a line of its own. */
function textOf(text: string): Pick<Message, "host" | "link" | "evidence"> {
  const lines = text.split("\n");
  const from = lines.indexOf("Lines:");
  const evidence: string[] = [];
  for (let at = from + 1; from !== -1 && lines[at]?.startsWith("  "); at++)
    evidence.push((lines[at] as string).trim());
  return {
    host: /^Hosts: +(.*)$/m.exec(text)?.[1] ?? "",
    link: lines.find((line) => /^https?:\/\/\S+$/.test(line)) ?? "",
    evidence,
  };
}

function slackMessage({ request, ts }: Extract<Arrival, { channel: "slack" }>, at: number): Message {
  const { text = "", blocks = [], thread_ts } = request.body;
  const texts = (blocks as { text?: { text?: string } }[]).map((block) => block.text?.text ?? "").join("\n");
  const host = /^\*Hosts\* (.*)$/m.exec(texts)?.[1] ?? "";
  return {
    ...{ at, channel: "slack", ...headOf(plain(text)), host: plain(host) },
    link: /<(https?:\/\/[^|>]+)\|/.exec(texts || text)?.[1] ?? "",
    evidence: plain(/```([\s\S]*?)```/.exec(texts)?.[1] ?? "")
      .split("\n")
      .filter((line) => line !== ""),
    thread: thread_ts ?? ts,
  };
}

const plain = (text: string) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire
function pagerMessage(body: any, at: number): Message {
  const { event_action, dedup_key = "", payload = {}, client_url = "" } = body;
  const host = payload.source ?? "";
  const title = (payload.summary ?? "") as string;
  return {
    ...{ at, channel: "pagerduty", event: event_action === "resolve" ? "resolved" : "firing" },
    ...{ severity: payload.severity ?? "", host, link: client_url },
    title: title.startsWith(`${host}: `) ? title.slice(host.length + 2) : title,
    evidence: payload.custom_details?.Lines ?? [],
    thread: dedup_key,
  };
}

/** An incident's end names only its key: what it is about stands in its beginning. */
export function withEnds(messages: readonly Message[]): Message[] {
  const begun = new Map<string, Message>();
  return messages.map((message) => {
    const key = `${message.channel} ${message.thread ?? ""}`;
    if (message.channel !== "pagerduty" || !message.thread) return message;
    const first = begun.get(key);
    if (message.event !== "resolved") {
      begun.set(key, message);
      return first ? { ...message, event: "updated" } : message;
    }
    begun.delete(key);
    return first ? { ...first, at: message.at, event: "resolved", evidence: [] } : message;
  });
}
