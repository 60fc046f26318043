import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import type { Finding } from "../../src/core/detect/finding.ts";
import { buildApp } from "../../src/http/app.ts";
import { type Listening, listen } from "../../src/http/server.ts";
import { parseSettings } from "../../src/service/load.ts";
import { type Service, startService } from "../../src/service/service.ts";
import type { Batch } from "../../src/sources/batch.ts";
import { encodePush } from "../../src/sources/push/encode.ts";
import { openPglite } from "../../src/stores/pglite.ts";
import { eventually } from "../support/servers.ts";
import { openSink, type Sink } from "../support/sink.ts";

/*
 * The service with a real store and the traffic of a small site: a day of ordinary lines of four hosts, and
 * incidents of every look the page has to draw.
 */
export const tokens = { read: "token-of-a-reader", feedback: "token-of-an-operator" };
export const minute = 60_000;
export const hour = 60 * minute;

/** What somebody who can reach a log may write into it. */
export const hostile =
  '<img src=x onerror="document.title=1;window.broken=true"><script>window.broken=true</script>';

export interface Site {
  url: string;
  service: Service;
  server: Listening;
  n8n: Sink;
  now: number;
  push(lines: readonly Line[]): Promise<void>;
  close(): Promise<void>;
}

export interface Line {
  stream: string;
  time: number;
  text: string;
}

export async function openSite(more: object = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-page-"));
  for (const [role, token] of Object.entries(tokens)) process.env[`PAGE_TOKEN_${role.toUpperCase()}`] = token;
  const [n8n, port] = await Promise.all([openSink(), freePort()]);
  const settings = parseSettings(
    JSON.stringify({
      folder,
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      warmUp: "2h",
      site: { name: "home" },
      alerts: { n8n: { webhook: `${n8n.url}/webhook/log-anomaly` } },
      maintenance: {
        "backup-night": { start: farFromNow(), duration: "1h", hosts: ["node005"], reason: "nightly backup" },
      },
      http: {
        requestsPerMinute: 100_000,
        tokens: [
          { name: "wall-screen", role: "read", token: "env:PAGE_TOKEN_READ" },
          { name: "robin", role: "feedback", token: "env:PAGE_TOKEN_FEEDBACK" },
        ],
      },
      ...more,
    }),
    "test",
  );
  const store = await openPglite();
  const service = await startService({
    settings,
    store,
    redact: (line) => line,
    log: () => {},
    version: "test",
  });
  const server = await listen(buildApp(service), "127.0.0.1", port);
  const url = `http://127.0.0.1:${port}`;
  const site: Site = {
    url,
    service,
    server,
    n8n,
    now: Date.now(),
    async push(lines) {
      for (let from = 0; from < lines.length; from += 4000) {
        const body = new Uint8Array(encodePush(batchesOf(lines.slice(from, from + 4000))));
        const headers = { "Content-Type": "application/x-protobuf" };
        const { status } = await fetch(`${url}/loki/api/v1/push`, { method: "POST", headers, body });
        if (status !== 204) throw new Error(`the push receiver answers ${status}`);
      }
      await eventually("all lines are learned", () => service.queue.lines === 0);
    },
    async close() {
      await server.close();
      await service.stop();
      await store.close();
      await n8n.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return site;
}

/** Lines of half a minute stand together in a request, so that streams come side by side as they do in life. */
function batchesOf(lines: readonly Line[]): Batch[] {
  const batches = new Map<string, Batch>();
  for (const { stream, time, text } of lines) {
    const key = `${Math.floor(time / (minute / 2))} ${stream}`;
    const batch = batches.get(key) ?? { stream, times: [], lines: [] };
    batches.set(key, batch);
    batch.times.push(time);
    batch.lines.push(text);
  }
  return [...batches.values()];
}

/** Half a day away, so that nothing is held back by it whenever the tests run. */
const farFromNow = () => `0 ${(new Date().getUTCHours() + 12) % 24} * * *`;

export const streams = {
  proxy: '{host="ocean",job="nginx"}',
  dns: '{host="dns01",job="journal",unit="named.service"}',
  app: '{host="node005",job="docker",container="paperless"}',
  backup: '{host="node006",job="journal",unit="restic.service"}',
};

/** A day of a small site, in the order of time, with what goes wrong in it. */
export function dayOf(now: number): Line[] {
  const lines: Line[] = [];
  const begin = now - 26 * hour;
  const add = (stream: string, time: number, text: string) => lines.push({ stream, time, text });
  for (let i = 0; begin + i * 10_000 < now - 4 * minute; i++) {
    const time = begin + i * 10_000 + ((i * 7919) % 4000);
    const n = (i * 104_729) % 1000;
    const busy = 1 + 0.4 * Math.sin((time / (24 * hour)) * 2 * Math.PI);
    if ((i * 31) % 100 < 62 * busy)
      add(streams.proxy, time, `GET /library/item/${n} 200 ${(n % 40) + 12} ms`);
    if (i % 3 === 0) add(streams.proxy, time + 5, `cache hit for key k${n}`);
    add(streams.dns, time + 11, `client 192.168.1.${20 + (n % 30)} query host${n % 9}.home.example A`);
    if (i % 4 === 0) add(streams.app, time + 17, `consumer: document ${n} indexed in ${(n % 300) + 40} ms`);
    if (i % 6 === 0) add(streams.app, time + 19, `scheduler: worker ${n % 4} is idle`);
    if (i % 12 === 0 && time < now - 3 * hour)
      add(streams.backup, time + 23, `snapshot check of volume ${n % 6} passed`);
  }
  for (let i = 0; i < 6; i++)
    add(
      streams.app,
      now - 15 * hour + i * 1000,
      `ERROR consumer: no space left on device while writing page ${i}`,
    );
  for (let i = 0; i < 1500; i++)
    add(streams.dns, now - 70 * minute + i * 1900, `client 192.168.1.77 query host${i % 9}.home.example A`);
  for (let i = 0; i < 5; i++)
    add(streams.proxy, now - 22 * minute + i * 1500, `ERROR upstream said ${hostile} for item ${i}`);
  return lines.sort((a, b) => a.time - b.time);
}

/** Something grave that comes while somebody looks, as the engine reports it. */
export const crash = (time: number): Finding => ({
  kind: "new-error",
  stream: '{host="nas",job="journal",unit="smartd.service"}',
  score: 0.9999,
  surprise: 9,
  severity: "critical",
  time,
  since: time,
  expected: "12 known patterns",
  seen: '"FATAL disk sda is failing"',
  evidence: ["FATAL disk sda is failing: 12 bad sectors"],
  sentence:
    '{host="nas",job="journal",unit="smartd.service"}: an error that was never seen: "FATAL disk sda is failing"',
  episode: 1,
  opens: true,
});
