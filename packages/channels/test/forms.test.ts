import { describe, expect, it } from "vitest";
import { Channel, kindOf } from "../src/index.ts";
import { alert } from "./alert.ts";

const about = { site: "lab", timezone: "UTC", note: "", thread: "" };
const bodyOf = (settings: object, one = alert()) => {
  const channel = Channel.parse(settings);
  const { shown, message } = kindOf(channel.type);
  return message.alert(one, { ...about, channel: shown(channel) }).body;
};

describe("ntfy", () => {
  const settings = { type: "ntfy", topic: "ops" };

  it("has the priority of its severity; what is over is no emergency", () => {
    const priority = (one: Parameters<typeof alert>[0], more = {}) =>
      bodyOf({ ...settings, ...more }, alert(one))?.priority;
    expect(priority({ severity: "critical" })).toBe(5);
    expect(priority({ severity: "warning" })).toBe(4);
    expect(priority({ severity: "info" })).toBe(2);
    expect(priority({ severity: "critical", event: "resolved" })).toBe(2);
    expect(priority({ severity: "warning" }, { priority: { warning: 3 } })).toBe(3);
  });

  it("cuts what is long below 4096 bytes of message and 8192 of JSON, and keeps the link", () => {
    for (const letter of ["a", "ä", "😀", '"', "\\"]) {
      const samples = Array.from({ length: 20 }, () => letter.repeat(1000));
      const body = bodyOf(settings, alert({ samples, title: letter.repeat(500), text: letter.repeat(3000) }));
      expect(Buffer.byteLength(body?.message as string)).toBeLessThanOrEqual(4096);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(8192);
      expect(body?.message).toContain(alert().link);
    }
  });

  it("needs no credential for an open topic", () => {
    const channel = Channel.parse(settings);
    expect(kindOf("ntfy").credential(channel)).toBeUndefined();
    expect(kindOf("ntfy").node(channel, "$m").parameters).not.toHaveProperty("authentication");
  });

  it.each(["", "a b", "a/b", "x".repeat(65)])("does not take the topic %j", (topic) => {
    expect(Channel.safeParse({ ...settings, topic }).success).toBe(false);
  });
});

describe("webhook", () => {
  const settings = { type: "webhook", url: "https://chat.example.org/hooks/1" };

  it("sends the alert itself unless a form is given", () => {
    expect(bodyOf(settings)).toEqual({
      ...{ version: 1, key: "a1:1", fingerprint: "f1", event: "firing", severity: "critical", site: "lab" },
      ...{ subject: "[critical] 40 failed logins on ocean", title: "40 failed logins on ocean" },
      text: expect.stringContaining("Lines:\n  Failed password for root"),
      ...{ link: alert().link, hosts: ["ocean"], streams: ['{job="sshd"}'], lines: alert().samples },
      ...{ reasons: ["a critical level"], opened: "2026-11-21T12:00:00.000Z" },
    });
  });

  it("fills a form once: what an alert says is never a place, and cannot leave its text", () => {
    const body = { content: "{severity}: {title}", other: "{not} a {", nested: '{"a": "{host}"}' };
    expect(Channel.safeParse({ ...settings, body }).success).toBe(false);
    const good = { ...body, other: "{ } {-}" };
    expect(bodyOf({ ...settings, body: good }, alert({ title: '{link} "} $& $1' }))).toEqual({
      content: 'critical: {link} "} $& $1',
      other: "{ } {-}",
      nested: '{"a": "ocean"}',
    });
  });

  it.each(["Content-Type", "content-length", "Host", "Connection", "Transfer-Encoding", "X Key", "X:Y"])(
    "does not take the header %s",
    (name) => {
      const given = { ...settings, headers: { [name]: "secret:x" } };
      expect(Channel.safeParse(given).success).toBe(false);
    },
  );

  it("holds one secret header as n8n's header auth, several as its custom auth", () => {
    const of = (headers: object) => kindOf("webhook").credential(Channel.parse({ ...settings, headers }));
    expect(of({})).toBeUndefined();
    expect(of({ A: "secret:x" })).toEqual({ type: "httpHeaderAuth", data: { name: "A", value: "<x>" } });
    expect(of({ A: "secret:x", B: "env:Y" })).toEqual({
      type: "httpCustomAuth",
      data: { json: { headers: { A: "<x>", B: "<env:Y>" } } },
    });
  });
});
