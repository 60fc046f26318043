import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { expect, it, type TestContext } from "vitest";
import { WebSocketServer } from "ws";
import { type LokiReader, readLoki } from "../../src/sources/loki/reader.ts";
import { Queue } from "../../src/sources/queue.ts";
import { eventually } from "../support/servers.ts";

/** A Loki that this test can make slow, deaf and forgetful; it keeps entries of one stream. */
async function standIn() {
  const entries: { ns: bigint; line: string }[] = [];
  const held: (() => void)[] = [];
  let slow = false;
  const answer = (url: URL, response: ServerResponse) => {
    const [start, end] = ["start", "end"].map((name) => BigInt(url.searchParams.get(name) ?? 0));
    const query = url.searchParams.get("query") ?? "";
    const inside = entries.filter(({ ns }) => ns >= (start as bigint) && ns < (end as bigint));
    const limit = Number(url.searchParams.get("limit") ?? 5000);
    const minutes = Map.groupBy(inside, ({ ns }) => Number(ns / 60_000_000_000n) * 60 + 60);
    const result = query.startsWith("sum")
      ? [{ values: [...minutes].map(([time, list]) => [time, String(list.length)]) }]
      : [
          {
            stream: { host: "a" },
            values: inside
              .sort((a, b) => Number(a.ns - b.ns))
              .slice(0, limit)
              .map(({ ns, line }) => [String(ns), line]),
          },
        ];
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ data: { result } }));
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loki");
    if (slow) held.push(() => answer(url, response));
    else answer(url, response);
  });
  const sockets = new WebSocketServer({ server });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  let number = 0;
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    entries,
    /** @param tail whether the tail brings it, too */
    write(at: number, count: number, tail = true): string[] {
      const fresh = Array.from({ length: count }, (_, i) => ({
        ns: BigInt(Math.floor(at)) * 1_000_000n + BigInt(i),
        line: `line ${++number}`,
      }));
      entries.push(...fresh);
      const values = fresh.map(({ ns, line }) => [String(ns), line]);
      const message = JSON.stringify({ streams: [{ stream: { host: "a" }, values }] });
      if (tail) for (const one of sockets.clients) one.send(message);
      return fresh.map(({ line }) => line);
    },
    followers: () => sockets.clients.size,
    slow(on: boolean) {
      slow = on;
      if (!on) for (const go of held.splice(0)) go();
    },
    async close() {
      for (const one of sockets.clients) one.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function reading(now: () => number, { onTestFinished }: TestContext) {
  const loki = await standIn();
  const queue = new Queue(10_000_000);
  const lines: string[] = [];
  queue.onItem = () => {
    for (let item = queue.next(); item; item = queue.next()) {
      for (const batch of item.batches) lines.push(...batch.lines);
      queue.finish(item);
    }
  };
  const reader: LokiReader = readLoki({
    address: { url: loki.url },
    selector: '{host="a"}',
    queue,
    now,
    lookback: 3_600_000,
    lateWindow: 3_600_000,
    position: undefined,
    log: () => {},
  });
  onTestFinished(async () => {
    await reader.stop();
    await loki.close();
  });
  return { loki, reader, lines };
}

const follows = ({ loki, reader }: Awaited<ReturnType<typeof reading>>) =>
  eventually("it follows", () => reader.state().detail.startsWith("follows") && loki.followers() > 0);

it.concurrent("a Loki that does not answer is said to be so, and each line comes once when it does", async (context) => {
  const all = await reading(Date.now, context);
  const { loki, reader, lines } = all;
  await follows(all);
  loki.slow(true);
  const written = loki.write(Date.now(), 500);
  await eventually("it says that Loki is slow", () =>
    /has not answered for \d+ s/.test(reader.state().detail),
  );
  expect(reader.state().ok).toBe(false);
  // The tail of a slow Loki may still bring lines: nothing waits for the other.
  expect(lines).toHaveLength(500);
  loki.slow(false);
  await follows(all);
  written.push(...loki.write(Date.now(), 10));
  await eventually("the others are read", () => lines.length >= 510);
  expect(lines.toSorted()).toEqual(written.toSorted());
});

it.concurrent("a clock that jumps an hour forward and back neither loses nor doubles a line", async (context) => {
  let jumped = 0;
  const now = () => Date.now() + jumped;
  const all = await reading(now, context);
  const { loki, reader, lines } = all;
  const written = loki.write(Date.now() - 60_000, 100);
  await follows(all);
  await eventually("the first are read", () => lines.length === 100);

  jumped = 3_600_000;
  const through = () => Number(BigInt(reader.save().through) / 1_000_000n);
  await eventually("the position went ahead", () => through() > Date.now() + 3_000_000);
  written.push(...loki.write(Date.now(), 50));
  await eventually("the tail brings what is new", () => lines.length === 150);

  jumped = 0;
  // What the tail does not bring is found by the position that is set right again.
  written.push(...loki.write(Date.now(), 20, false));
  await eventually("the position is set right", () => through() <= Date.now());
  await eventually("what the tail did not bring is read", () => lines.length >= 170);
  await follows(all);
  expect(lines.toSorted()).toEqual(written.toSorted());
});

it.concurrent("a Loki that lost its data gives what is new, and nothing twice", async (context) => {
  const all = await reading(Date.now, context);
  const { loki, reader, lines } = all;
  const written = loki.write(Date.now() - 60_000, 100);
  await follows(all);
  await eventually("the first are read", () => lines.length === 100);
  loki.entries.length = 0;
  written.push(...loki.write(Date.now(), 30, false));
  await eventually("the others are read", () => lines.length >= 130);
  expect(lines.toSorted()).toEqual(written.toSorted());
  expect(reader.state().ok).toBe(true);
});
