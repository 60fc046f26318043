import { createConnection } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Message, messageOf, withEnds } from "../src/inbox/message.ts";
import { openSinks } from "../src/inbox/sinks.ts";
import { mailOf } from "../src/inbox/smtp.ts";

const messages: Message[] = [];
const sinks = await openSinks({ onArrival: (arrival) => messages.push(messageOf(arrival, 1000)) });
afterAll(() => sinks.close());
beforeEach(() => void messages.splice(0));

/** Sends lines one after the other, each when the server has answered the one before. */
async function smtp(lines: string[]): Promise<string[]> {
  const [host = "", port] = sinks.at.email.split(":");
  const socket = createConnection(Number(port), host);
  const answers: string[] = [];
  const waiting = [...lines];
  socket.setEncoding("utf8").on("data", (text: string) => {
    answers.push(...text.split("\r\n").filter((line) => line !== ""));
    const next = waiting.shift();
    if (next !== undefined) socket.write(`${next}\r\n`);
  });
  await new Promise((done) => socket.once("close", done));
  return answers.map((answer) => answer.slice(0, 3));
}

const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const said = (await answer.json()) as { ok?: boolean; ts?: string; errors?: string[] };
  return { status: answer.status, body: said };
};
const slack = (body: unknown, token = "xoxb-1") =>
  post(`http://${sinks.at.slack}/chat.postMessage`, body, token ? { Authorization: `Bearer ${token}` } : {});
const pager = (body: unknown) => post(`http://${sinks.at.pagerduty}/v2/enqueue`, body);

const link = "http://192.168.1.143:8085/#/anomalies/a1";

describe("the mail server", () => {
  it("takes a mail, also one whose subject and text are encoded, and reads who, what and where", async () => {
    const mail = [
      ...["Subject: =?UTF-8?Q?[critical]_update:_disk_full?= =?UTF-8?Q?_=E2=80=A6?=", "To: ops@lab.internal"],
      ...["Content-Transfer-Encoding: quoted-printable", "", "update: disk full =E2=80=A6", ""],
      ...[
        "Hosts:     node006, ocean",
        "Score:     0.9=",
        "99",
        "",
        "Lines:",
        "  ..no space=20",
        "  left",
        "",
      ],
      ...[link, "", "."],
    ].join("\r\n");
    const answers = await smtp([
      ...[
        "EHLO here",
        "MAIL FROM:<logstead@lab.internal>",
        "RCPT TO:<ops@lab.internal>",
        "DATA",
        mail,
        "QUIT",
      ],
    ]);
    expect(answers).toEqual(["220", "250", "250", "250", "354", "250", "221"]);
    expect(sinks.taken.email.at(-1)).toMatchObject({
      from: "logstead@lab.internal",
      to: ["ops@lab.internal"],
    });
    expect(messages).toEqual([
      {
        ...{ at: 1000, channel: "email", event: "updated", severity: "critical", title: "disk full …" },
        ...{ host: "node006, ocean", link, evidence: ["..no space", "left"] },
      },
    ]);
  });

  it("refuses a mail to nobody and words it does not know", async () => {
    expect(await smtp(["EHLO here", "DATA", "AUTH PLAIN x", "QUIT"])).toEqual([
      "220",
      "250",
      "503",
      "502",
      "221",
    ]);
    expect(messages).toEqual([]);
  });

  it("reads base64 too", () => {
    const text = Buffer.from("line one\r\nline two\r\n").toString("base64");
    const lines = ["Subject: =?utf-8?B?w6R0c2No?=", "Content-Transfer-Encoding: base64", "", text];
    expect(mailOf(lines)).toEqual({ subject: "ätsch", text: "line one\nline two\n" });
  });
});

describe("Slack", () => {
  const blocks = [
    { text: { text: "*40 failed logins*\ncritical, since 12:00" } },
    { text: { text: "*Hosts* ocean\n*Score* 0.998" } },
    { text: { text: "```Failed &lt;none&gt;\nagain```" } },
    { text: { text: `<${link}|Open the anomaly>` } },
  ];

  it("takes a message and gives it a time that replies name", async () => {
    const { body } = await slack({ channel: "#alerts", text: "[critical] 40 failed logins", blocks });
    expect(body).toMatchObject({ ok: true, ts: expect.stringMatching(/^\d{10}\.\d{6}$/) });
    const reply = { channel: "#alerts", text: "[critical] resolved: 40 failed logins", thread_ts: body.ts };
    await slack(reply);
    expect(messages).toMatchObject([
      {
        event: "firing",
        severity: "critical",
        title: "40 failed logins",
        host: "ocean",
        link,
        thread: body.ts,
      },
      { event: "resolved", title: "40 failed logins", thread: body.ts },
    ]);
    expect(messages[0]?.evidence).toEqual(["Failed <none>", "again"]);
  });

  it.each([
    [{ channel: "#alerts", text: "x" }, "", "not_authed"],
    [{ text: "x" }, "xoxb-1", "channel_not_found"],
    [{ channel: "#alerts" }, "xoxb-1", "no_text"],
  ])("says no to %j by %j: %s", async (body, token, error) => {
    expect(await slack(body, token)).toEqual({ status: 200, body: { ok: false, error } });
    expect(messages).toEqual([]);
  });
});

describe("PagerDuty", () => {
  const trigger = {
    ...{ routing_key: "k", event_action: "trigger", dedup_key: "site:f1", client_url: link },
    payload: {
      ...{ summary: "ocean: 40 failed logins", source: "ocean", severity: "critical" },
      custom_details: { Lines: ["Failed password"] },
    },
  };

  it("takes an incident and its end, which is about what the incident was", async () => {
    expect((await pager(trigger)).status).toBe(202);
    expect((await pager({ routing_key: "k", event_action: "resolve", dedup_key: "site:f1" })).status).toBe(
      202,
    );
    const about = {
      channel: "pagerduty",
      severity: "critical",
      host: "ocean",
      title: "40 failed logins",
      link,
    };
    expect(withEnds(messages)).toMatchObject([
      { ...about, event: "firing", evidence: ["Failed password"] },
      { ...about, event: "resolved" },
    ]);
    expect(JSON.stringify(messages)).not.toContain("routing_key");
  });

  it("calls a second one of the same key an update", async () => {
    await pager(trigger);
    await pager(trigger);
    expect(withEnds(messages).map(({ event }) => event)).toEqual(["firing", "updated"]);
  });

  it.each([
    [{ ...trigger, routing_key: "" }, "'routing_key' is missing or blank"],
    [{ ...trigger, event_action: "fire" }, "'event_action' is invalid"],
    [{ ...trigger, payload: { ...trigger.payload, severity: "bad" } }, "'payload.severity' is invalid"],
    [{ routing_key: "k", event_action: "resolve" }, "'dedup_key' is missing or blank"],
  ])("refuses %j", async (body, error) => {
    const answer = await pager(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContain(error);
    expect(messages).toEqual([]);
  });
});

describe("ntfy", () => {
  const url = `http://${sinks.at.ntfy}`;
  const send = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const all = { Authorization: "Bearer tk_1", ...headers };
    const answer = await fetch(url + path, { method: "POST", headers: all, body });
    return { status: answer.status, body: (await answer.json()) as { code?: number; id?: string } };
  };
  const good = {
    ...{ topic: "ops", title: "[warning] resolved: disk full", priority: 2, tags: ["a"], click: link },
    message: `Hosts:     node006\n\nLines:\n  no space left\n\n${link}\n`,
  };

  it("takes JSON at its root, and a text with headers at a topic", async () => {
    expect(await send("/", JSON.stringify(good))).toMatchObject({
      status: 200,
      body: { id: expect.any(String) },
    });
    expect((await send("/ops", "a text", { Title: "x", Priority: "urgent", Tags: "a,b" })).status).toBe(200);
    expect(messages[0]).toMatchObject({
      ...{
        channel: "ntfy",
        event: "resolved",
        severity: "warning",
        title: "disk full",
        host: "node006",
        link,
      },
      evidence: ["no space left"],
    });
  });

  it.each<[string, string, string, Record<string, string>, number]>([
    ["nobody", "/", JSON.stringify(good), { Authorization: "" }, 40301],
    ["another way to say who one is", "/", JSON.stringify(good), { Authorization: "tk_1" }, 40101],
    ["what is no JSON", "/", "{", {}, 40024],
    ["a priority in words in JSON", "/", JSON.stringify({ ...good, priority: "5" }), {}, 40024],
    ["a priority beyond five", "/", JSON.stringify({ ...good, priority: 6 }), {}, 40007],
    ["a topic with a slash", "/", JSON.stringify({ ...good, topic: "a/b" }), {}, 40009],
    ["a long message", "/", JSON.stringify({ ...good, message: "x".repeat(4097) }), {}, 40014],
    ["long JSON", "/", JSON.stringify({ ...good, message: "x".repeat(8192) }), {}, 41303],
    ["a priority in a header that is none", "/ops", "x", { Priority: "9" }, 40007],
    ["a page that is not there", "/a/b", "x", {}, 40401],
  ])("refuses %s", async (_, path, body, headers, code) => {
    expect((await send(path, body, headers)).body.code).toBe(code);
    expect(messages).toEqual([]);
  });
});

describe("the receiver of webhooks", () => {
  const send = async (method: string, headers: Record<string, string>, body: string) =>
    (await fetch(`http://${sinks.at.webhook}/alerts`, { method, headers, body })).status;
  const good = { event: "firing", severity: "info", title: "t", hosts: ["ocean"], link, lines: ["one"] };

  it("takes JSON with a key, and nothing else", async () => {
    expect(await send("PUT", { "X-Api-Key": "k" }, JSON.stringify(good))).toBe(202);
    expect(messages).toMatchObject([
      { channel: "webhook", title: "t", host: "ocean", link, evidence: ["one"] },
    ]);
    expect(await send("DELETE", { "X-Api-Key": "k" }, "{}")).toBe(405);
    expect(await send("POST", {}, "{}")).toBe(401);
    expect(await send("POST", { "X-Api-Key": "k" }, "{")).toBe(400);
    expect(messages).toHaveLength(1);
  });
});
