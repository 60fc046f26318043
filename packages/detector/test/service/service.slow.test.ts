import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AlertPayload } from "@logstead/channels/alert";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, buildApp } from "../../src/http/app.ts";
import { type Listening, listen } from "../../src/http/server.ts";
import type { Anomaly, AnomalyEvent } from "../../src/model/anomaly.ts";
import type { Mark } from "../../src/model/mark.ts";
import { parseSettings } from "../../src/service/load.ts";
import { type Service, startService } from "../../src/service/service.ts";
import type { Batch } from "../../src/sources/batch.ts";
import { encodePush } from "../../src/sources/push/encode.ts";
import { openPglite } from "../../src/stores/pglite.ts";
import type { Store } from "../../src/stores/store.ts";
import { hours, incident, traffic } from "../support/incident.ts";
import { eventually } from "../support/servers.ts";
import { openSink, type Sink } from "../support/sink.ts";

/*
 * The whole service in this process: real HTTP, a real store, sinks for what it sends. Lines are of the last
 * hours, so that a warm-up of one hour has passed when the tests begin.
 */
const tokens = { read: "token-of-a-reader", feedback: "token-of-an-operator", admin: "token-of-an-admin" };
const now = Date.now();
const begin = now - hours(5);

const logged: Record<string, unknown>[] = [];
let folder: string;
let store: Store;
let service: Service;
let app: App;
let server: Listening;
let [n8n, alertmanager, loki]: (Sink | undefined)[] = [];
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "logstead-service-"));
  for (const [name, token] of Object.entries(tokens)) process.env[`TEST_TOKEN_${name.toUpperCase()}`] = token;
  [n8n, alertmanager, loki] = await Promise.all([openSink(), openSink(), openSink()]);
  const settings = parseSettings(
    JSON.stringify({
      folder,
      warmUp: "1h",
      site: { name: "lab" },
      alerts: {
        n8n: { webhook: `${n8n?.url}/webhook/log-anomaly`, token: "env:TEST_TOKEN_READ" },
        alertmanager: { url: alertmanager?.url },
        loki: { url: loki?.url },
      },
      http: {
        requestsPerMinute: 100_000,
        tokens: Object.keys(tokens).map((role) => ({
          name: role,
          role,
          token: `env:TEST_TOKEN_${role.toUpperCase()}`,
        })),
      },
    }),
    "test",
  );
  store = await openPglite();
  const redact = (line: string) => line.replace(/hunter\d/g, "***");
  service = await startService({
    settings,
    store,
    redact,
    log: (_, event, more) => void logged.push({ ...more, event }),
    version: "test",
  });
  app = buildApp(service);
  server = await listen(app, "127.0.0.1", 0);
  url = `http://127.0.0.1:${server.port}`;
  await push([traffic("ocean", begin, 290), traffic("dns01", begin, 290)]);
  await learned();
});
afterAll(async () => {
  await server?.close();
  await service?.stop();
  await store?.close();
  for (const sink of [n8n, alertmanager, loki]) await sink?.close();
  rmSync(folder, { recursive: true, force: true });
});

const push = async (batches: Batch[]) => {
  const body = new Uint8Array(encodePush(batches));
  const headers = { "Content-Type": "application/x-protobuf" };
  const { status } = await fetch(`${url}/loki/api/v1/push`, { method: "POST", headers, body });
  expect(status).toBe(204);
};
const learned = () => eventually("all lines are learned", () => service.queue.lines === 0);

async function call<T>(
  path: string,
  {
    role = "read" as keyof typeof tokens,
    method = "GET",
    body,
  }: { role?: keyof typeof tokens; method?: string; body?: unknown } = {},
) {
  const answer = await fetch(url + path, {
    method,
    headers: {
      Authorization: `Bearer ${tokens[role]}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}
const anomalies = async (query = "") =>
  (await call<{ items: Anomaly[]; next?: string }>(`/api/v1/anomalies${query}`)).body;

describe("from a line to people", () => {
  it("[DET-32] [DET-33] [DET-34] a planted error becomes one anomaly, told once on every route, without its secret", async () => {
    await push([incident("ocean", now - hours(0.1), "writing the index")]);
    const alert = await eventually("n8n is told", () => n8n?.received[0]);
    expect(AlertPayload.parse(alert.body)).toMatchObject({
      event: "firing",
      site: "lab",
      hosts: ["ocean"],
      sequence: 1,
    });
    expect(alert.path).toBe("/webhook/log-anomaly");
    expect(alert.headers).toMatchObject({
      authorization: `Bearer ${tokens.read}`,
      "idempotency-key": (alert.body as { key: string }).key,
    });
    expect(alert.body.severity).toMatch(/^(warning|critical)$/);
    expect(JSON.stringify(alert.body)).toContain("***");
    expect(JSON.stringify(alert.body)).not.toContain("hunter");
    const prometheus = await eventually("Alertmanager is told", () => alertmanager?.received[0]);
    expect(prometheus.path).toBe("/api/v2/alerts");
    expect(prometheus.body).toMatchObject([{ labels: { alertname: "LogAnomaly", host: "ocean" } }]);
    const line = await eventually("Loki has the line", () => loki?.received[0]);
    expect(line.body).toMatchObject({
      streams: [{ stream: { job: "logstead-anomalies", event: "firing" } }],
    });
    const { items } = await anomalies();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ status: "firing", hosts: ["ocean"], suppressed: [], alerts: 1 });
    expect(n8n?.received).toHaveLength(1);
  });

  it("lines that come again change nothing", async () => {
    const before = service.engine.counts();
    await push([incident("ocean", now - hours(0.1), "writing the index")]);
    await learned();
    expect(service.engine.counts().replayed).toBe(before.replayed + 5);
    expect(n8n?.received).toHaveLength(1);
  });

  it("waits while n8n is gone, and tells it once when it is back", async () => {
    const sink = n8n as Sink;
    sink.answer = { status: 503 };
    await push([incident("dns01", now - hours(0.08), "resolving upstream")]);
    await eventually("an attempt failed", () => service.outbox.counts.failed > 0);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    sink.answer = { status: 200 };
    await eventually("n8n is told", () => sink.received.length === 2);
    await eventually("ready again", async () => (await fetch(`${url}/readyz`)).status === 200);
    await eventually("nothing waits", () => service.outbox.waiting === 0);
    expect(sink.received).toHaveLength(2);
  });
});

describe("the API", () => {
  it("[DET-32] filters and pages", async () => {
    expect((await anomalies("?host=dns01")).items).toHaveLength(1);
    expect((await anomalies("?host=nobody")).items).toEqual([]);
    expect((await anomalies("?q=RESOLVING")).items[0]?.hosts).toEqual(["dns01"]);
    expect((await anomalies("?suppressed=yes")).items).toEqual([]);
    const first = await anomalies("?limit=1");
    const second = await anomalies(`?limit=1&cursor=${first.next}`);
    expect([...first.items, ...second.items].map((a) => a.hosts[0]).toSorted()).toEqual(["dns01", "ocean"]);
  });

  it("shows streams, patterns with counts, and the band between which lines are expected", async () => {
    const streams = await call<{ items: { stream: string; host: string; state: string }[] }>(
      "/api/v1/streams",
    );
    expect(streams.body.items).toMatchObject([{ host: "ocean", state: "watching" }, { host: "dns01" }]);
    const { body } = await call<{ items: { id: number; template: string; streams: string[] }[] }>(
      "/api/v1/patterns?q=served",
    );
    expect(body.items[0]?.streams).toHaveLength(2);
    const pattern = await call<{ counts: { lines: number }[]; sample: string }>(
      `/api/v1/patterns/${body.items[0]?.id}`,
    );
    const counted = pattern.body.counts.reduce((sum, { lines }) => sum + lines, 0);
    expect(counted).toBeGreaterThan(0);
    const name = encodeURIComponent(streams.body.items[0]?.stream ?? "");
    const band = await call<{ points: { low: number; expected: number; high: number; lines?: number }[] }>(
      `/api/v1/baseline?stream=${name}&from=${begin}&to=${now}`,
    );
    const point = band.body.points.at(-3);
    expect(point?.low).toBeLessThan(point?.expected as number);
    expect(point?.high).toBeGreaterThan(point?.expected as number);
  });

  it("[DET-36] [DET-30] takes a mark: the anomaly ends, the same is silent from then on, until it is undone", async () => {
    const [anomaly] = (await anomalies("?host=ocean")).items;
    const made = await call<Mark>("/api/v1/marks", {
      role: "feedback",
      method: "POST",
      body: { anomaly: anomaly?.id, verdict: "normal", comment: "nightly" },
    });
    expect(made.status).toBe(201);
    const ended = await eventually("n8n hears that it is over", () =>
      n8n?.received.find(({ body }) => body.event === "resolved"),
    );
    expect(ended.body).toMatchObject({ anomaly: anomaly?.id, sequence: 2 });
    const false1 = await call<{ normal: number; alerts: number; share: number }>("/api/v1/false-positives");
    expect(false1.body).toMatchObject({ alerts: 2, normal: 1, share: 0.5 });
    const undone = await call<Mark>(`/api/v1/marks/${made.body.id}`, { role: "feedback", method: "DELETE" });
    expect(undone.body.undone?.by).toBe("feedback");
    expect((await call(`/api/v1/marks/${made.body.id}`, { role: "feedback", method: "DELETE" })).status).toBe(
      409,
    );
    const audit = await call<{ items: { action: string; by: string }[] }>("/api/v1/audit", { role: "admin" });
    expect(audit.body.items.map(({ action }) => action)).toEqual(["undo mark", "mark normal"]);
  });

  it("streams what happens, also what happened before", async () => {
    const stop = new AbortController();
    const answer = await fetch(`${url}/api/v1/events?after=0`, {
      headers: { Authorization: `Bearer ${tokens.read}` },
      signal: stop.signal,
    });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    const until = async (what: RegExp) => {
      while (!what.test(text)) text += Buffer.from((await reader.read()).value ?? []).toString();
    };
    await until(/event: marked/);
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data as string) as AnomalyEvent,
    );
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
    expect(events[0]).toMatchObject({ type: "firing", anomaly: { hosts: ["ocean"] } });
    const [other] = (await anomalies("?host=dns01")).items;
    await call("/api/v1/marks", {
      role: "feedback",
      method: "POST",
      body: { anomaly: other?.id, verdict: "real" },
    });
    await until(/"verdict":"real"/);
    stop.abort();
  });

  it("snoozes, silences and ends a silence", async () => {
    const [anomaly] = (await anomalies("?host=dns01")).items;
    const snoozed = await call<{ id: string; match: object }>(`/api/v1/anomalies/${anomaly?.id}/snooze`, {
      role: "feedback",
      method: "POST",
      body: { minutes: 5 },
    });
    expect(snoozed).toMatchObject({ status: 201, body: { match: { fingerprint: anomaly?.fingerprint } } });
    expect((await anomalies("?host=dns01")).items[0]?.suppressed).toMatchObject([
      { by: "silence", id: snoozed.body.id },
    ]);
    expect(
      (await call(`/api/v1/silences/${snoozed.body.id}`, { role: "feedback", method: "DELETE" })).status,
    ).toBe(200);
    expect(
      (await call("/api/v1/silences", { role: "feedback", method: "POST", body: { match: {}, until: now } }))
        .status,
    ).toBe(400);
  });

  it("lets each role do what it may", async () => {
    const mark = { method: "POST", body: { anomaly: "x", verdict: "normal" } };
    expect((await call("/api/v1/marks", { ...mark, role: "read" })).status).toBe(403);
    expect((await call("/api/v1/marks", { ...mark, role: "feedback" })).status).toBe(404);
    expect((await call("/api/v1/audit", { role: "feedback" })).status).toBe(403);
    expect((await fetch(`${url}/api/v1/anomalies`)).status).toBe(401);
    const wrong = { headers: { Authorization: "Bearer wrong" } };
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async () => (await fetch(`${url}/api/v1/status`, wrong)).status),
    );
    expect(statuses).toContain(429);
    // Whoever shows a right token is not hindered by those who do not.
    expect((await call("/api/v1/status")).status).toBe(200);
  });

  it.each([
    ["GET", "/api/v1/anomalies?limit=0", 400],
    ["GET", "/api/v1/anomalies?unknown=1", 400],
    ["GET", "/api/v1/anomalies?cursor=zzz", 400],
    ["GET", "/api/v1/anomalies?limit=1&limit=2", 400],
    ["GET", "/api/v1/anomalies/none", 404],
    ["PUT", "/api/v1/anomalies", 405],
    ["GET", "/api/v1/nothing", 404],
    ["GET", "/api/v1/patterns/999999", 404],
  ])("%s %s: %d, as a problem with a code", async (method, path, status) => {
    const answer = await call<{ code: string; status: number }>(path, { method });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, code: expect.stringMatching(/^detector\//) });
  });

  it("has metrics, headers that are safe, and a description of itself", async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^logstead_detector_alerts_total [1-9]/m);
    expect(metrics).toMatch(/^logstead_detector_lines_skipped_total\{reason="replayed"\} 5$/m);
    const answer = await fetch(`${url}/openapi.json`);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    const document = (await answer.json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toContain("/api/v1/anomalies/{id}/snooze");
    expect(JSON.stringify(document)).not.toContain("#/$defs");
  });
});

describe("bad requests", () => {
  it.each([
    ["text", { "Content-Type": "application/json" }, "{}", 400],
    ["no form", { "Content-Type": "text/plain" }, "x", 415],
    ["no protobuf", { "Content-Type": "application/x-protobuf" }, "\u0001\u0002", 400],
  ])("%s is refused by the push receiver", async (_, headers, body, status) => {
    expect((await fetch(`${url}/loki/api/v1/push`, { method: "POST", headers, body })).status).toBe(status);
  });

  it("one that is too large is refused before it is read, and the service goes on", async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(
      "POST /loki/api/v1/push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n",
    );
    const [data] = (await once(socket, "data")) as [Buffer];
    expect(data.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("one whose headers never end is cut off", async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET /healthz HTTP/1.1\r\n");
    const dripping = setInterval(() => socket.write("X-A: b\r\n"), 1000);
    let said = "";
    socket.on("data", (data) => {
      said += data;
    });
    await once(socket, "close");
    clearInterval(dripping);
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
  });
});

it("a test line from a stream that is not known yet is told on every route, and says who took it", async () => {
  (n8n as Sink).answer = { status: 200, body: { channels: { mail: { outcome: "sent" } } } };
  await push([
    { stream: '{host="new",unit="x"}', times: [Date.now()], lines: ["LOGSTEAD-TEST-ANOMALY mine"] },
  ]);
  const found = () => anomalies("?host=new").then(({ items }) => items[0]);
  const test = await eventually("it is found", found);
  expect(test).toMatchObject({ severity: "critical", members: [{ kind: "test", seen: /mine$/ }] });
  const took = () => logged.filter((said) => said.anomaly === test.id && said.type === "firing");
  await eventually("all routes took it", () => took().length === 3);
  expect(took().find(({ route }) => route === "n8n")).toMatchObject({ channels: { mail: "sent" } });
  await eventually("it is over", async () => (await found())?.status === "resolved");
  await eventually("nothing waits", () => service.outbox.waiting === 0);
});

describe("over a restart", () => {
  it("[DET-13] what was learned, marked and told is there, and nothing is told twice", async () => {
    const told = n8n?.received.length;
    const lines = service.engine.streams().map(({ stream, lines: n }) => [stream, n]);
    await server.close();
    await service.stop();
    const settings = service.settings();
    service = await startService({ settings, store, redact: (x) => x, log: () => {}, version: "test" });
    app = buildApp(service);
    server = await listen(app, "127.0.0.1", 0);
    url = `http://127.0.0.1:${server.port}`;
    expect(service.engine.streams().map(({ stream, lines: n }) => [stream, n])).toEqual(lines);
    expect(service.anomalies.marks.size).toBe(2);
    await push([
      incident("ocean", now - hours(0.1), "writing the index"),
      incident("dns01", now - hours(0.08), "resolving upstream"),
    ]);
    await learned();
    await service.checkpoint();
    expect(n8n?.received.length).toBe(told);
  });

  it("[DET-35] takes new settings while it runs, and says which need a restart", () => {
    const settings = {
      ...service.settings(),
      port: 1,
      thresholds: { ...service.settings().thresholds, sigma: 4 },
    };
    expect(service.apply(settings, (x) => x)).toEqual(["port"]);
    expect(service.detect().sigma).toBe(4);
    expect(service.settings().port).toBe(8085);
  });
});
