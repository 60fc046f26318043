import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { json, openSinks } from "@logstead/lab/inbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alertFlow, workflowId } from "../../src/products/alerts/flow.ts";
import { alert } from "./alert.ts";
import { openN8n, secrets } from "./n8n.ts";
import { ownersCredential, ownersWorkflow } from "./owner.ts";
import { siteWithAllKinds, siteWithChannels } from "./site.ts";

const n8n = await openN8n();
const sinks = await openSinks();
afterAll(() => {
  n8n.close();
  sinks.close();
});

const site = (more: string) => siteWithChannels(more, `{url: "${n8n.url}"}`, sinks.at);
const first = site("  rateLimit: {alerts: 1000}");

/** Everything that n8n keeps of its owner's, as it is stored. */
function owners() {
  const database = new DatabaseSync(join(n8n.folder, ".n8n/database.sqlite"), { readOnly: true });
  const rows = (sql: string, id: string) => database.prepare(sql).all(id);
  const kept = [
    rows("select * from workflow_entity where id = ?", ownersWorkflow.id),
    rows("select * from workflow_history where workflowId = ?", ownersWorkflow.id),
    rows("select * from shared_workflow where workflowId = ?", ownersWorkflow.id),
    rows("select * from credentials_entity where id = ?", ownersCredential.id),
  ];
  database.close();
  return kept;
}

const running = (digest: string) =>
  n8n.until(
    "the flow",
    async () => (await n8n.post({ version: 1, ping: true })).answer.digest === digest && true,
  );
const counts = () => [sinks.taken.email.length, sinks.taken.slack.length, sinks.taken.pagerduty.length];
const outcomes = (channels: Record<string, { outcome: string }>) =>
  Object.fromEntries(Object.entries(channels).map(([name, { outcome }]) => [name, outcome]));
/** Delivers until it is done, as the detector's outbox does. */
const deliver = (body: object) =>
  n8n.until("the delivery", async () => {
    const got = await n8n.post(body);
    return got.status === 200 && got;
  });

let before: ReturnType<typeof owners>;
beforeAll(async () => {
  const credential = join(n8n.folder, "credential.json");
  const workflow = join(n8n.folder, "workflow.json");
  writeFileSync(credential, JSON.stringify([ownersCredential]));
  writeFileSync(workflow, JSON.stringify(ownersWorkflow));
  await n8n.run("import:credentials", `--input=${credential}`);
  await n8n.run("import:workflow", `--input=${workflow}`);
  await n8n.run("publish:workflow", `--id=${ownersWorkflow.id}`);
  n8n.start();
  await n8n.until("n8n", async () => (await fetch(`${n8n.url}/webhook/doorbell`)).ok && true);
  // n8n counts a workflow's triggers after its webhook answers
  await n8n.until("the count of triggers", async () => Number(owners()[0]?.[0]?.triggerCount) > 0 && true);
  before = owners();
}, 900_000);

describe("the playbook", { timeout: 900_000 }, () => {
  it("[N8C-01] [N8C-02] imports and publishes the flow, and its webhook answers", async () => {
    const ran = await n8n.play(first);
    expect(ran.said).toContain("failed=0");
    expect(ran.changed).toBeGreaterThan(0);
    expect((await n8n.post({ version: 1, ping: true })).answer.digest).toBe(alertFlow(first).digest);
  });

  it("changes nothing a second time, and starts nothing anew", async () => {
    const restarts = n8n.restarts();
    const ran = await n8n.play(first);
    expect(ran).toMatchObject({ code: 0, changed: 0, failed: 0 });
    expect(n8n.restarts()).toBe(restarts);
    for (const secret of Object.values(secrets)) expect(ran.said).not.toContain(secret);
  });

  it("[N8C-03] leaves its owner's workflow and credential as they were, byte for byte", async () => {
    expect(owners()).toEqual(before);
    expect((await fetch(`${n8n.url}/webhook/doorbell`)).status).toBe(200);
  });
});

describe("an alert", { timeout: 600_000 }, () => {
  it("[ALR-01] [ALR-02] [ALR-05] [ALR-09] reaches every channel of its severity once", async () => {
    const got = await n8n.post(alert());
    expect(got).toMatchObject({ status: 200, answer: { key: "a1:1" } });
    expect(outcomes(got.answer.channels)).toEqual({ mail: "sent", chat: "sent", pager: "sent" });
    expect(counts()).toEqual([1, 1, 1]);
    expect(sinks.taken.email[0]?.subject).toBe("[critical] 40 failed logins on ocean");
    expect(sinks.taken.email[0]?.text).toContain("Failed password for root from 10.0.0.9");
    expect(sinks.taken.email[0]?.text).toContain(alert().link);
    expect(sinks.taken.slack[0]).toMatchObject({
      path: "/chat.postMessage",
      headers: { authorization: `Bearer ${secrets["slack-token"]}` },
      body: { channel: "#alerts" },
    });
    expect(sinks.taken.pagerduty[0]).toMatchObject({
      path: "/v2/enqueue",
      body: {
        event_action: "trigger",
        dedup_key: "logstead:test:f-a1",
        routing_key: secrets["pagerduty-key"],
      },
    });
    await n8n.post(alert({ anomaly: "w1", severity: "warning" }));
    expect(counts()).toEqual([2, 2, 1]);
    await n8n.post(alert({ anomaly: "i1", severity: "info" }));
    expect(counts()).toEqual([3, 2, 1]);
  });

  it("[ALR-03] is sent once, delivered ten times at once and again later", async () => {
    const was = counts();
    const ten = await Promise.all(Array.from({ length: 10 }, () => n8n.post(alert({ anomaly: "ten" }))));
    const all = ten.map(({ answer }) => answer.channels?.mail?.outcome);
    expect(all.filter((one) => one === "sent")).toHaveLength(1);
    await deliver(alert({ anomaly: "ten" }));
    expect((await n8n.post(alert({ anomaly: "ten" }))).answer.channels.chat).toEqual({ outcome: "already" });
    expect(counts()).toEqual(was.map((count) => count + 1));
  });

  it("is refused without the token, with a wrong one and when it is malformed", async () => {
    const was = counts();
    expect((await n8n.post(alert({ anomaly: "x" }), "")).status).toBe(403);
    expect((await n8n.post(alert({ anomaly: "x" }), "guess")).status).toBe(403);
    const malformed = await n8n.post({ ...alert({ anomaly: "x" }), fingerprint: undefined });
    expect(malformed).toMatchObject({ status: 400, answer: { reason: "the body has no fingerprint" } });
    expect(counts()).toEqual(was);
  });

  it("[ALR-08] is told nobody while it is suppressed", async () => {
    const was = counts();
    const got = await n8n.post(
      alert({ anomaly: "s", suppressed: [{ by: "silence", id: "s1", reason: "known" }] }),
    );
    expect(got).toMatchObject({ status: 200, answer: { reason: "silence: known", channels: {} } });
    expect(counts()).toEqual(was);
  });

  it("[ALR-05] that is over closes the incident and answers in the thread of its beginning", async () => {
    await deliver(alert({ sequence: 2, event: "resolved", resolved: Date.UTC(2026, 10, 21, 13) }));
    const root = sinks.taken.slack[0];
    expect(root?.body.thread_ts).toBeUndefined();
    expect(sinks.taken.slack.at(-1)?.body).toMatchObject({
      thread_ts: expect.stringMatching(/^\d+\.000001$/),
    });
    expect(sinks.taken.pagerduty.at(-1)?.body).toMatchObject({
      event_action: "resolve",
      dedup_key: "logstead:test:f-a1",
    });
    expect(sinks.taken.email.at(-1)?.subject).toBe("[critical] resolved: 40 failed logins on ocean");
    // Slack and PagerDuty never heard of this one.
    const got = await n8n.post(alert({ anomaly: "i1", severity: "info", sequence: 2, event: "resolved" }));
    expect(outcomes(got.answer.channels)).toEqual({ mail: "sent", chat: "unheard", pager: "unheard" });
  });
});

describe("a rule of Loki", { timeout: 600_000 }, () => {
  const startsAt = "2026-11-21T12:00:00.000Z";
  const labels = { alertname: "Heartbeat missing", severity: "warning", host: "dns01" };
  const post = (endsAt: string, token = secrets["n8n-webhook-token"]) =>
    fetch(`${n8n.url}/webhook/log-anomaly/api/v2/alerts`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify([
        {
          labels,
          annotations: { summary: "dns01 has sent no heartbeat" },
          startsAt,
          endsAt,
          generatorURL: "",
        },
      ]),
    });

  it("[ALR-01] is told once, however often the ruler repeats it, and so is its end", async () => {
    const was = counts();
    expect((await post("2100-01-01T00:00:00Z", "guess")).status).toBe(403);
    for (let repeat = 0; repeat < 2; repeat++)
      await n8n.until("the rule", async () => (await post("2100-01-01T00:00:00Z")).ok && true);
    expect(sinks.taken.email.at(-1)?.subject).toBe("[warning] dns01 has sent no heartbeat");
    await n8n.until("its end", async () => (await post("2026-11-21T12:30:00Z")).ok && true);
    expect(sinks.taken.email.at(-1)?.subject).toBe("[warning] resolved: dns01 has sent no heartbeat");
    expect(counts()).toEqual(was.map((count, i) => count + (i < 2 ? 2 : 0)));
  });
});

describe("a channel that fails", { timeout: 600_000 }, () => {
  it.each<[string, (typeof sinks.refusals.slack)[number], number]>([
    ["with status 500", (response) => json(response, 500, { error: "boom" }), 0],
    ["with Slack's own no", (response) => json(response, 200, { ok: false, error: "channel_not_found" }), 0],
    [
      "with 429",
      (response) => json(response, 429, { ok: false, error: "ratelimited" }, { "retry-after": "7" }),
      7,
    ],
  ])(
    "%s is tried three times, said, and made up for by the next delivery; the others get nothing twice",
    async (how, no, retry) => {
      const was = counts();
      const tried = sinks.refused.slack;
      const id = `fail-${how.replace(/\W+/g, "-")}`;
      sinks.refusals.slack.push(no, no, no);
      const got = await n8n.post(alert({ anomaly: id }));
      expect(got.status).toBe(502);
      expect(outcomes(got.answer.channels)).toEqual({ mail: "sent", chat: "failed", pager: "sent" });
      expect(got.retryAfter).toBe(`${retry}`);
      expect(JSON.stringify(got.answer)).not.toContain("xoxb");
      expect(sinks.refused.slack - tried).toBe(3);
      const again = await n8n.post(alert({ anomaly: id }));
      expect(outcomes(again.answer.channels)).toEqual({ mail: "already", chat: "sent", pager: "already" });
      expect(counts()).toEqual(was.map((count) => count + 1));
    },
  );

  it("for a moment is made up for by n8n itself", async () => {
    const was = counts();
    sinks.refusals.slack.push((response) => json(response, 503, {}));
    expect((await n8n.post(alert({ anomaly: "moment" }))).status).toBe(200);
    expect(counts()).toEqual(was.map((count) => count + 1));
  });

  it("when n8n dies in the middle costs nothing: the next delivery sends what is missing", async () => {
    const was = counts();
    // Slack never answers; the mail went out before.
    let hangs = false;
    sinks.refusals.slack.push(() => {
      hangs = true;
    });
    const lost = n8n.post(alert({ anomaly: "crash" })).catch(() => "lost");
    await n8n.until("the hanging request", () => hangs);
    n8n.kill();
    expect(await lost).toBe("lost");
    n8n.start();
    await running(alertFlow(first).digest);
    const got = await deliver(alert({ anomaly: "crash" }));
    expect(outcomes(got.answer.channels)).toEqual({ mail: "already", chat: "sent", pager: "sent" });
    expect(counts()).toEqual(was.map((count) => count + 1));
  });
});

const limit = 3;
const per = 30;

describe("another routing", { timeout: 900_000 }, () => {
  it("is published in place under the same id; what was sent before is remembered", async () => {
    await deliver(alert({ anomaly: "moved", severity: "info" }));
    const second = site(`  rateLimit: {alerts: ${limit}, per: ${per}s}`);
    second.alerting.severities = { ...second.alerting.severities, info: ["mail", "chat"] };
    expect(workflowId(second)).toBe(workflowId(first));
    const ran = await n8n.play(second);
    expect(ran).toMatchObject({ code: 0, failed: 0 });
    expect(ran.said).toMatch(/Give n8n the workflow/);
    const was = counts();
    const got = await n8n.post(alert({ anomaly: "moved", severity: "info" }));
    expect(outcomes(got.answer.channels)).toEqual({ mail: "already", chat: "sent" });
    expect(counts()).toEqual([was[0], (was[1] ?? 0) + 1, was[2]]);
    expect(owners()).toEqual(before);
  });

  it("keeps no secret in n8n's log or in what was rendered", () => {
    const texts = [n8n.log(), readFileSync(join(n8n.folder, "rendered/playbooks/n8n.yaml"), "utf8")];
    for (const text of texts) for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
  });
});

describe("a storm", { timeout: 600_000 }, () => {
  it("[ALR-04] ends at the limit; the rest comes as one summary", async () => {
    const names = Array.from({ length: 2 * limit }, (_, i) => `storm ${i}`);
    const was = sinks.taken.email.length;
    const got = await Promise.all(
      names.map((title, i) => deliver(alert({ anomaly: `storm${i}`, title, severity: "info" }))),
    );
    const mail = got.map(({ answer }) => answer.channels.mail?.outcome);
    const held = names.filter((_, i) => mail[i] === "held");
    // What other tests sent a moment ago counts too.
    expect(held.length).toBeGreaterThanOrEqual(limit);
    expect(mail.filter((one) => one === "sent")).toHaveLength(names.length - held.length);
    expect(sinks.taken.email.length - was).toBe(names.length - held.length);
    const summary = await n8n.until(
      "the summary",
      () =>
        sinks.taken.email.find(({ subject }) => subject?.includes(`storm: ${held.length} more alerts`)) ??
        false,
    );
    expect(names.filter((title) => summary.text?.includes(title))).toEqual(held);
  });
});

describe("channels of further kinds", { timeout: 900_000 }, () => {
  const { taken, refusals, refused } = sinks;

  it("[ALR-02] are added to the flow that runs, and reach their receivers with key, form and words", async () => {
    expect(await n8n.play(siteWithAllKinds(`{url: "${n8n.url}"}`, sinks.at))).toMatchObject({
      code: 0,
      failed: 0,
    });
    const evil = 'quoted "title" {link} $1 \\ done';
    const got = await n8n.post(alert({ anomaly: "kinds", title: evil }));
    expect(outcomes(got.answer.channels)).toEqual({
      mail: "sent",
      phone: "sent",
      hook: "sent",
      form: "sent",
    });
    expect(taken.ntfy.at(-1)).toMatchObject({
      ...{ method: "POST", path: "/", headers: { authorization: `Bearer ${secrets["ntfy-token"]}` } },
      body: {
        ...{
          topic: "logstead",
          title: `[critical] ${evil}`,
          priority: 5,
          click: alert({ anomaly: "kinds" }).link,
        },
        ...{
          tags: ["house", "critical", "firing"],
          message: expect.stringContaining("Failed password for root"),
        },
      },
    });
    const [hook, form] = taken.webhook.slice(-2);
    expect(hook).toMatchObject({
      ...{ method: "POST", path: "/alerts" },
      headers: { "x-api-key": secrets["webhook-key"], "x-site": secrets["slack-token"] },
      body: {
        version: 1,
        key: "kinds:1",
        event: "firing",
        severity: "critical",
        title: evil,
        hosts: ["ocean"],
      },
    });
    expect(form).toMatchObject({
      method: "PUT",
      path: "/form",
      headers: { "x-api-key": secrets["webhook-key"] },
    });
    expect(form?.body).toEqual({ content: `[critical] ${evil} on ocean`, id: "f-kinds" });
  });

  it("[ALR-05] hear that it is over", async () => {
    await deliver(
      alert({ anomaly: "kinds", sequence: 2, event: "resolved", resolved: Date.UTC(2026, 10, 21, 13) }),
    );
    expect(taken.ntfy.at(-1)?.body).toMatchObject({ priority: 2, tags: ["house", "critical", "resolved"] });
    expect(taken.webhook.at(-2)?.body).toMatchObject({
      event: "resolved",
      resolved: "2026-11-21T13:00:00.000Z",
    });
  });

  it("take what is long: ntfy's message stays a message", async () => {
    const long = { text: "ä".repeat(3000), samples: Array.from({ length: 20 }, () => '"'.repeat(1000)) };
    const got = await n8n.post(alert({ anomaly: "long", title: "t".repeat(500), ...long }));
    expect(outcomes(got.answer.channels)).toMatchObject({ phone: "sent", hook: "sent", form: "sent" });
    expect(taken.ntfy.at(-1)?.body.message).toContain(alert({ anomaly: "long" }).link);
  });

  it("that fail are tried again and made up for, without a secret in the answer", async () => {
    const was = [taken.ntfy.length, taken.webhook.length];
    const no = (status: number) => (response: Parameters<(typeof refusals.ntfy)[number]>[0]) =>
      json(response, status, { error: "no" });
    refusals.ntfy.push(no(429), no(429), no(429));
    refusals.webhook.push(no(503));
    const got = await n8n.post(alert({ anomaly: "refused" }));
    expect(outcomes(got.answer.channels)).toEqual({
      mail: "sent",
      phone: "failed",
      hook: "sent",
      form: "sent",
    });
    expect([refused.ntfy, refused.webhook]).toEqual([3, 1]);
    expect(JSON.stringify(got.answer)).not.toMatch(/tk_|wk-/);
    const again = await n8n.post(alert({ anomaly: "refused" }));
    expect(outcomes(again.answer.channels)).toEqual({
      mail: "already",
      phone: "sent",
      hook: "already",
      form: "already",
    });
    expect([taken.ntfy.length, taken.webhook.length]).toEqual([(was[0] ?? 0) + 1, (was[1] ?? 0) + 2]);
  });
});
