import { channelTypes, kindOf } from "@logstead/channels";
import { describe, expect, it } from "vitest";
import { decide } from "../../src/products/alerts/code/decide.js";
import { plan as planWith } from "../../src/products/alerts/code/messages.js";
import type { Alert, Decision, Json, Row } from "../../src/products/alerts/code/types.ts";
import { settingsOf } from "../../src/products/alerts/settings.ts";
import { alert } from "./alert.ts";
import { siteWithChannels } from "./site.ts";

const messages = Object.fromEntries(channelTypes.map((type) => [type, kindOf(type).message]));
const plan = (...given: Parameters<typeof planWith> extends [...infer Four, unknown] ? Four : never) =>
  planWith(...given, messages);
const settings = settingsOf(siteWithChannels("  rateLimit: {alerts: 3, per: 10m}"));
const row = (id: number, channel: string, more: Partial<Row> = {}): Row => ({
  ...{
    id,
    channel,
    key: `a${id}:1`,
    claim: `7:${channel}`,
    execution: "7",
    fingerprint: "f",
    anomaly: `a${id}`,
  },
  ...{
    sequence: 1,
    event: "firing",
    severity: "warning",
    title: `title ${id}`,
    link: `http://d/${id}`,
    state: "claimed",
  },
  ...{ counted: 1, at: Date.UTC(2026, 10, 21, 12), lease: 9e15, thread: "", reason: "", retry: 0 },
  ...more,
});

/** What each channel is sent for an alert that no one heard of. */
function sent(one: Alert, more: Partial<Decision> = {}): Record<string, Json> {
  const rows = Object.keys(settings.channels).map((name, i) =>
    row(i + 1, name, { event: one.event, key: one.key }),
  );
  const decisions = decide({ ...one, event: "firing" }, rows, [], [], settings, 0).map((it) => ({
    ...it,
    ...more,
  }));
  return Object.fromEntries(plan(one, decisions, [], settings).map((it) => [it.channel, it.message]));
}

describe("what people read", () => {
  it("is a mail with what happened, the lines and the link", () => {
    expect(sent(alert({ seen: "40 lines", expected: "2 a day" })).mail).toEqual({
      subject: "[critical] 40 failed logins on ocean",
      text: `40 failed logins on ocean
Going on, since 2026-11-21 12:00:00 UTC, site lab

sshd on ocean wrote 40 lines of a pattern that it writes twice a day.

Hosts:     ocean
Streams:   {job="sshd"}
Seen:      40 lines
Expected:  2 a day
Severity:  critical: a critical level
Score:     0.998

Lines:
  Failed password for root from 10.0.0.9 port 22 ssh2

http://192.168.1.143:8085/anomalies/a1
`,
    });
  });

  it("has times in the site's time zone, and how long it took when it is over", () => {
    const zoned = { ...settings, timezone: "Europe/Berlin" };
    const over = alert({ event: "resolved", resolved: alert().opened + 45 * 60_000 });
    const [mail] = plan(over, [{ ...decided("mail"), root: "" }], [], zoned);
    expect(mail?.message?.subject).toBe("[critical] resolved: 40 failed logins on ocean");
    expect(mail?.message?.text).toContain(
      "Over, 2026-11-21 13:00:00 CET to 2026-11-21 13:45:00 CET (45 min)",
    );
  });

  it("cannot get lines into a mail's head, nor mentions, links or code marks into Slack", () => {
    const evil = alert({
      title: "x\r\nBcc: all@example.org <!channel> & <http://evil|here>",
      samples: ["``` <!here> ```"],
    });
    const { mail, chat } = sent(evil);
    expect(mail.subject).toBe("[critical] x Bcc: all@example.org <!channel> & <http://evil|here>");
    const texts = JSON.stringify(chat.body);
    expect(texts).not.toMatch(/<!|<http:\/\/evil/);
    expect(texts).toContain("''' &lt;!here&gt; '''");
    expect(texts.match(/```/g)).toHaveLength(2);
  });

  it("stays within what Slack and PagerDuty take", () => {
    const long = "&".repeat(1000);
    const huge = alert({
      title: "t".repeat(500),
      text: long,
      samples: Array(20).fill(long),
      reasons: Array(20).fill("r".repeat(500)),
    });
    const { chat, pager } = sent(huge);
    for (const block of chat.body.blocks) expect(block.text.text.length).toBeLessThanOrEqual(3000);
    expect(chat.body.blocks.length).toBeLessThanOrEqual(50);
    expect(pager.body.payload.summary.length).toBeLessThanOrEqual(1024);
    expect(pager.body.dedup_key.length).toBeLessThanOrEqual(255);
    expect(JSON.stringify(pager.body).length).toBeLessThan(512_000);
  });

  it("is an incident that its end resolves", () => {
    expect(sent(alert()).pager.body).toMatchObject({
      event_action: "trigger",
      dedup_key: "logstead:test:f-a1",
      payload: { source: "ocean", severity: "critical", timestamp: "2026-11-21T12:01:00.000Z" },
    });
    expect(sent(alert({ event: "resolved" })).pager.body).toEqual({
      event_action: "resolve",
      dedup_key: "logstead:test:f-a1",
    });
  });

  it("replies in the thread of its beginning", () => {
    expect(sent(alert({ event: "updated" }), { root: "17.1" }).chat.body).toMatchObject({
      thread_ts: "17.1",
    });
    expect(sent(alert()).chat.body).not.toHaveProperty("thread_ts");
  });

  it("[ALR-04] says when it is the last one before the limit", () => {
    expect(sent(alert(), { full: true }).mail.text).toContain(
      "held back for up to 10 min and come as one summary",
    );
  });
});

describe("a summary", () => {
  it("[ALR-04] names what was held, in one message for each channel, with the gravest severity", () => {
    const held = [
      row(1, "mail"),
      row(2, "mail", { severity: "critical" }),
      row(3, "pager"),
      row(4, "chat", { title: "<!all>" }),
    ];
    const decisions = held.map(({ id, channel }) => ({
      ...decided(channel),
      id,
      state: "summarising" as const,
    }));
    const made = plan(undefined, decisions, held, settings);
    expect(made.map((one) => one.message !== undefined)).toEqual([true, false, true, true]);
    expect(made[0]?.message?.subject).toBe("[critical] storm: 2 more alerts at site test");
    expect(made[0]?.message?.text).toMatch(/title 1\n {2}http:\/\/d\/1\n.*title 2/);
    expect(made[2]?.message?.body).toMatchObject({
      event_action: "trigger",
      dedup_key: "logstead:test:storm:pager:3",
    });
    expect(made[3]?.message?.body?.text).toContain("<http://d/4|[warning] &lt;!all&gt;>");
  });
});

function decided(channel: string): Decision {
  return {
    id: 1,
    channel,
    claim: `7:${channel}`,
    outcome: "sent",
    state: "claimed",
    counted: 1,
    lease: 1,
    root: "",
  };
}
