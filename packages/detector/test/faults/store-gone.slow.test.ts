import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ChildService, startChild } from "../support/child.ts";
import { hours, incident, traffic } from "../support/incident.ts";
import { eventually, postgresql, type Server } from "../support/servers.ts";
import { adminToken, Client, faultSettings } from "../support/service.ts";
import { openSink, type Sink } from "../support/sink.ts";

/* A PostgreSQL that is killed, started again, and that takes no more from its connections. */
const folder = mkdtempSync(join(tmpdir(), "logstead-store-gone-"));
const file = join(folder, "settings.yaml");
const hosts = ["node0", "node1", "node2", "node3"];
const began = Date.now();
let server: Server;
let proxy: Awaited<ReturnType<typeof openProxy>>;
let sink: Sink;
let child: ChildService | undefined;
let detector: Client;

beforeAll(async () => {
  [server, sink] = await Promise.all([postgresql(), openSink()]);
  proxy = await openProxy(Number(new URL(server.url).port));
  const port = await freePort();
  detector = new Client(`http://127.0.0.1:${port}`);
  const settings = faultSettings(join(folder, "state"), {
    port,
    checkpoint: "1s",
    store: { kind: "postgresql", url: `postgresql://127.0.0.1:${proxy.port}/postgres`, user: "logstead" },
    alerts: { n8n: { webhook: `${sink.url}/webhook` } },
  });
  writeFileSync(file, JSON.stringify(settings));
  child = startChild(file);
  await child.ready();
  expect(await detector.push(hosts.map((host) => traffic(host, began - hours(5), 290)))).toBe(204);
  await detector.settled();
  expect(await detector.failing()).toEqual({});
});
afterAll(async () => {
  await child?.end("SIGKILL");
  proxy?.close();
  await server?.remove();
  await sink?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Forwards connections; what is held stays open and says nothing. */
async function openProxy(target: number) {
  const sockets = new Set<Socket>();
  let held = false;
  const proxy = createServer((inner) => {
    const outer = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on("data", (data) => to.write(data));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      if (held) from.pause();
    }
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    port: (proxy.address() as { port: number }).port,
    hold(on: boolean) {
      held = on;
      for (const socket of sockets) on ? socket.pause() : socket.resume();
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

/** Ends the server, and what connections its children may still hold. */
const gone = async () => {
  await server.kill();
  proxy.cut();
};
const says = (pattern: RegExp) =>
  eventually("it says that the store is gone", async () =>
    pattern.test((await detector.failing()).store ?? ""),
  );
/** The alert flow does nothing twice for one key. */
const told = () => {
  const keys = new Map(sink.received.map(({ body }) => [body.key, body]));
  return [...keys.values()].map(({ hosts: on, event }) => `${(on as string[])[0]} ${event}`);
};
/** An error that nobody has seen before is accepted. */
const accept = async (host: string, what: string) => {
  expect(await detector.push([incident(host, began - hours(0.1), what)])).toBe(204);
};

it("keeps what it accepts while the store is gone, over its own end, and tells it once", async () => {
  await gone();
  await says(/./);
  await accept("node0", "disk controller timeout while flushing journal");
  const silence = await fetch(`${detector.url}/api/v1/silences`, {
    method: "POST",
    headers: { Authorization: `Bearer ${adminToken}`, "Content-Type": "application/json" },
    body: JSON.stringify({ match: { host: "node9" }, until: began + hours(1) }),
  });
  expect(silence.status).toBe(503);
  expect((await fetch(`${detector.url}/metrics`)).status).toBe(200);
  // Nothing is told that is not kept.
  expect(told()).toEqual([]);
  await child?.end("SIGKILL");
  child = startChild(file);
  const ready = child.ready();
  await server.start();
  await ready;
  await eventually("it is told", () => told().length > 0);
  await detector.settled();
  expect(told()).toEqual(["node0 firing"]);
  expect(await detector.failing()).toEqual({});
});

it("says so when the store does not answer any more, and goes on when it does", async () => {
  proxy.hold(true);
  await accept("node1", "replica lost quorum and steps down");
  await says(/has not answered for \d+ s/);
  expect(told()).toEqual(["node0 firing"]);
  // Its connections break in the middle of what was written.
  proxy.cut();
  proxy.hold(false);
  await eventually("it is told", () => told().length > 1);
  expect(child?.process.exitCode).toBeNull();
  await detector.settled();
  expect(told()).toEqual(["node0 firing", "node1 firing"]);
  await eventually("ready again", async () => Object.keys(await detector.failing()).length === 0);
});

it("ends in time while the store is gone, and the next one tells what it could not", async () => {
  // It goes while an alert is on its way: that this one was taken cannot be noted.
  sink.before = gone;
  await accept("node2", "firmware checksum mismatch refuses boot");
  await eventually("it is told", () => told().length > 2);
  sink.before = async () => {};
  await says(/./);
  await accept("node3", "thermal throttling engaged on package sensor");
  expect(await child?.end("SIGTERM")).toBe(0);
  await server.start();
  child = startChild(file);
  await child.ready();
  await eventually("the other is told", () => told().length > 3);
  await detector.settled();
  expect(told()).toEqual(["node0 firing", "node1 firing", "node2 firing", "node3 firing"]);
  expect((await detector.anomalies()).map(({ alerts }) => alerts)).toEqual([1, 1, 1, 1]);
});
