import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import SnappyJS from "snappyjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hours, incident, traffic } from "../support/incident.ts";
import "../support/seed.ts";
import { adminToken, openService, type Running } from "../support/service.ts";
import { openSink, type Sink } from "../support/sink.ts";

const most = 1_048_576;
const now = Date.now();
let sink: Sink;
let detector: Running;

beforeAll(async () => {
  sink = await openSink();
  detector = await openService(
    { alerts: { n8n: { webhook: `${sink.url}/webhook` } }, sources: { push: { maxBodyBytes: most } } },
    { limits: { headersTimeout: 2000, requestTimeout: 3000, connectionsCheckingInterval: 500 } },
  );
  expect(await detector.push([traffic("node0", now - hours(5), 290)])).toBe(204);
  await detector.settled();
});
afterAll(async () => {
  await detector?.close();
  await sink?.close();
});

const types = {
  protobuf: { "Content-Type": "application/x-protobuf" },
  json: { "Content-Type": "application/json" },
  gzip: { "Content-Type": "application/json", "Content-Encoding": "gzip" },
  deflate: { "Content-Type": "application/json", "Content-Encoding": "deflate" },
};
type Type = keyof typeof types;

async function send(type: Type, body: Uint8Array, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`${detector.url}/loki/api/v1/push`, {
    method: "POST",
    headers: { ...types[type], ...headers },
    body: new Uint8Array(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest >= 128 ? 128 : 0));
    if (rest < 128) return Buffer.from(bytes);
  }
}
const field = (number: number, bytes: Uint8Array) =>
  Buffer.concat([Buffer.of((number << 3) | 2), varint(bytes.length), bytes]);
const right = SnappyJS.compress(
  field(1, Buffer.concat([field(1, Buffer.from('{host="x"}')), field(2, field(2, Buffer.from("line")))])),
);

describe("bodies that no collector sends", () => {
  it("are refused with 4xx, whatever they are, and the service goes on", async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((b) => Buffer.from(b));
    const wrong = fc.oneof(
      bytes,
      // whole snappy of no protobuf
      bytes.map((b) => SnappyJS.compress(Buffer.concat([Buffer.of(0xff), b]))),
      // cut snappy
      fc.integer({ min: 0, max: right.length - 2 }).map((end) => right.subarray(0, end)),
      // a length that is far more than there is
      fc
        .tuple(fc.integer({ min: 1000, max: 2 ** 32 - 1 }), bytes)
        .map(([n, b]) => Buffer.concat([varint(n), b])),
      fc
        .tuple(fc.integer({ min: 1000, max: 2 ** 40 }), bytes)
        .map(([n, b]) => SnappyJS.compress(Buffer.concat([Buffer.of(0x0a), varint(n), b]))),
      fc.json().map((text) => Buffer.from(`{"streams":${text}`)),
      bytes.map((b) => gzipSync(b).subarray(0, -4)),
    );
    const before = detector.service.intake.counts.lines;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...(Object.keys(types) as Type[])), wrong, async (type, body) => {
        const status = await send(type, body);
        // A few bytes may by chance be a request without lines.
        if (status !== 204) expect([400, 413, 415]).toContain(status);
      }),
      { numRuns: 1500 },
    );
    expect(detector.service.intake.counts.lines).toBe(before);
    expect(await send("protobuf", right)).toBe(204);
  });

  it.each([
    ["a snappy length of 4 GiB", "protobuf", Buffer.concat([varint(2 ** 32 - 1), Buffer.alloc(100)])],
    ["a snappy length of the limit with nothing behind it", "protobuf", varint(most)],
    ["a gzip bomb", "gzip", gzipSync(Buffer.alloc(500_000_000 / 5, 32), { level: 9 })],
    ["brackets in brackets", "json", Buffer.from("[".repeat(most - 1))],
    [
      "labels of a megabyte",
      "protobuf",
      SnappyJS.compress(field(1, field(1, Buffer.from(`{a="${"\\\\".repeat(500_000)}"}`)))),
    ],
    [
      "labels of a megabyte, in JSON",
      "json",
      Buffer.from(JSON.stringify({ streams: [{ stream: { a: "x".repeat(1_000_000) }, values: [] }] })),
    ],
    [
      "half a million lines of two bytes",
      "protobuf",
      SnappyJS.compress(
        field(
          1,
          Buffer.concat([field(1, Buffer.from('{a="b"}')), Buffer.alloc(1_000_000, Buffer.of(0x12, 0))]),
        ),
      ),
    ],
  ] as [string, Type, Buffer][])("%s: refused, without taking memory", async (_, type, body) => {
    const memory = () => process.memoryUsage().rss;
    const statuses = new Set<number>();
    for (let i = 0; i < 5; i++) statuses.add(await send(type, body));
    const before = memory();
    for (let i = 0; i < 20; i++) statuses.add(await send(type, body));
    expect([...statuses].every((status) => status === 400 || status === 413)).toBe(true);
    expect(memory() - before).toBeLessThan(150_000_000);
  });
});

describe("slow and greedy clients", () => {
  const request = (line: string, ...headers: string[]) =>
    `${[line, "Host: x", ...headers].join("\r\n")}\r\n\r\n`;
  const open = () => {
    const socket = connect(Number(new URL(detector.url).port), "127.0.0.1");
    socket.on("error", () => {});
    let said = "";
    socket.on("data", (data) => {
      said += data;
    });
    return { socket, closed: once(socket, "close"), said: () => said };
  };

  it("are cut off, a hundred of them, while others are served", async () => {
    const slow = Array.from({ length: 100 }, (_, i) => {
      const one = open();
      one.socket.write(
        i % 2 === 0
          ? "POST /loki/api/v1/push HTTP/1.1\r\nHost: x\r\n"
          : request(
              "POST /loki/api/v1/push HTTP/1.1",
              "Content-Type: application/json",
              "Content-Length: 1000",
            ),
      );
      return one;
    });
    const dripping = setInterval(() => {
      for (const { socket } of slow) if (!socket.destroyed) socket.write(" ");
    }, 200);
    expect(await detector.push([traffic("node0", now - hours(0.15), 1)])).toBe(204);
    expect(await detector.failing()).toEqual({});
    await Promise.all(slow.map(({ closed }) => closed));
    clearInterval(dripping);
    expect(slow.every(({ said }) => /^HTTP\/1\.1 (408|400) |^$/.test(said()))).toBe(true);
    expect(detector.service.queue.lines).toBe(0);
  });

  it("are refused when a body is longer than it says to be, or says nothing", async () => {
    const one = open();
    one.socket.write(
      request(
        "POST /loki/api/v1/push HTTP/1.1",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
      ),
    );
    const chunk = Buffer.alloc(65_536, 32);
    const sending = setInterval(() => one.socket.write(`10000\r\n${chunk.toString()}\r\n`), 5);
    await Promise.race([once(one.socket, "data"), one.closed]);
    clearInterval(sending);
    expect(one.said()).toMatch(/^HTTP\/1\.1 413 /);
    one.socket.destroy();
  });

  it("that go away in the middle of a body leave nothing behind, not even in the log", async () => {
    const written: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = ((text: string) => written.push(text) > 0) as typeof write;
    try {
      const refused = detector.service.intake.counts.requests;
      for (let i = 0; i < 20; i++) {
        const one = open();
        one.socket.write(
          request(
            "POST /loki/api/v1/push HTTP/1.1",
            "Content-Type: application/json",
            "Content-Length: 1000",
          ),
        );
        one.socket.write("{");
        one.socket.end();
        await one.closed;
      }
      expect((await fetch(`${detector.url}/healthz`)).status).toBe(200);
      expect(detector.service.intake.counts.requests).toBe(refused);
    } finally {
      process.stderr.write = write;
    }
    expect(written.join("")).toBe("");
  });
});

it("wrong tokens are refused, and what is said at last is told once", async () => {
  for (const token of ["wrong", "", "x".repeat(10_000)]) {
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(`${detector.url}/api/v1/status`, { headers })).status).toBe(401);
  }
  expect(
    (await fetch(`${detector.url}/api/v1/status`, { headers: { Authorization: adminToken } })).status,
  ).toBe(401);
  expect(await detector.push([incident("node0", now - hours(0.05), "disk controller timeout")])).toBe(204);
  await detector.settled();
  expect(sink.received.map(({ body }) => `${(body.hosts as string[])[0]} ${body.event}`)).toEqual([
    "node0 firing",
  ]);
  expect(await detector.failing()).toEqual({});
});
