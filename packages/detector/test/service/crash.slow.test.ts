import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { afterAll, expect, it } from "vitest";
import type { Anomaly } from "../../src/model/anomaly.ts";
import type { Batch } from "../../src/sources/batch.ts";
import { encodePush } from "../../src/sources/push/encode.ts";
import { hours, incident, traffic } from "../support/incident.ts";
import { eventually } from "../support/servers.ts";
import { openSink } from "../support/sink.ts";

/*
 * The service is killed at random points while lines with planted errors come in. Whoever sends them keeps each
 * request until it was answered with yes, as collectors do; the sink does nothing twice for one idempotency
 * key, as the alert flow does.
 */
const kills = Number(process.env.LOGSTEAD_KILLS ?? 50);
const folder = mkdtempSync(join(tmpdir(), "logstead-crash-"));
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** The same numbers each time: 32-bit xorshift. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Errors of programs that have nothing in common. */
const errors = [
  "disk controller timeout while flushing journal",
  "tls handshake rejected by upstream certificate authority",
  "out of memory: kernel reclaimed nothing",
  "replica lost quorum and steps down",
  "cannot parse configuration stanza near bracket",
  "dns resolver returned servfail for every zone",
  "thermal throttling engaged on package sensor",
  "database deadlock victim chosen, transaction aborted",
  "backup archive truncated unexpectedly",
  "mail queue frozen after bounce storm",
  "filesystem remounted read-only due to inode corruption",
  "scheduler missed heartbeat deadline of primary",
  "firmware checksum mismatch refuses boot",
  "license server unreachable, grace period begins",
];

const hosts = errors.map((_, i) => `node${i}`);

/** Ten hours: half an hour in each request, an error on another host in each but the first ones. */
function requests(end: number): { body: Uint8Array<ArrayBuffer>; planted: boolean }[] {
  const from = end - hours(10);
  return Array.from({ length: 20 }, (_, i) => {
    const start = from + i * hours(0.5);
    const batches: Batch[] = hosts.map((host) => traffic(host, start, 30));
    const planted = i >= 6;
    if (planted) batches.push(incident(hosts[i - 6] as string, start + hours(0.25), errors[i - 6] as string));
    for (const batch of batches) sort(batch);
    return { body: new Uint8Array(encodePush(batches)), planted };
  });
}

function sort(batch: Batch): void {
  const order = batch.times
    .map((_, i) => i)
    .sort((a, b) => (batch.times[a] as number) - (batch.times[b] as number));
  batch.lines = order.map((i) => batch.lines[i] as string);
  batch.times = order.map((i) => batch.times[i] as number);
}

const end = Math.floor(Date.now() / hours(1)) * hours(1);

async function run(name: string, killing: boolean) {
  const sink = await openSink();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = join(folder, `${name}.yaml`);
  process.env.CRASH_TOKEN = "a-token";
  writeFileSync(
    file,
    JSON.stringify({
      port,
      folder: join(folder, name),
      warmUp: "1h",
      checkpoint: "1s",
      alerts: { n8n: { webhook: `${sink.url}/webhook` } },
      http: { tokens: [{ name: "t", role: "admin", token: "env:CRASH_TOKEN" }] },
    }),
  );
  const start = async (): Promise<ChildProcess> => {
    const child = fork(join(import.meta.dirname, "crash-child.ts"), [file], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    children.add(child);
    const gone = once(child, "exit").then(() => "gone");
    await Promise.race([once(child, "message"), gone]);
    return child;
  };
  let child = await start();
  const r = random(20_260_301);
  const list = requests(end);
  let next = 0;
  let killed = 0;
  const send = async () => {
    const request = list[next];
    if (!request) return;
    const headers = { "Content-Type": "application/x-protobuf" };
    const answer = await fetch(`${url}/loki/api/v1/push`, {
      method: "POST",
      headers,
      body: request.body,
    }).catch(() => undefined);
    if (answer?.status === 204) next++;
  };
  while (next < list.length || (killing && killed < kills)) {
    const sending = send();
    if (killing && killed < kills) {
      // From within the request to well behind it: over findings, their writes, checkpoints and alerts.
      await new Promise((again) => setTimeout(again, r() * 1500));
      child.kill("SIGKILL");
      killed++;
      await once(child, "exit").catch(() => {});
      children.delete(child);
      await sending;
      child = await start();
    } else await sending;
  }
  const anomalies = async () => {
    const answer = await fetch(`${url}/api/v1/anomalies?limit=500`, {
      headers: { Authorization: "Bearer a-token" },
    });
    return ((await answer.json()) as { items: Anomaly[] }).items;
  };
  await eventually(
    "everything is learned and told",
    async () => {
      const status = await fetch(`${url}/api/v1/status`, { headers: { Authorization: "Bearer a-token" } });
      const { queue, outbox } = (await status.json()) as {
        queue: { lines: number };
        outbox: { waiting: number };
      };
      return queue.lines === 0 && outbox.waiting === 0;
    },
    60,
  );
  const found = (await anomalies()).map(({ fingerprint }) => fingerprint);
  child.kill("SIGTERM");
  await once(child, "exit");
  children.delete(child);
  await sink.close();
  const keys = new Map<string, string>();
  for (const { body } of sink.received) keys.set(body.key as string, `${body.fingerprint} ${body.event}`);
  return { found, told: [...keys.values()].filter((text) => text.endsWith("firing")).toSorted(), killed };
}

it("loses no anomaly and tells none twice, however often it is killed", async () => {
  const calm = await run("calm", false);
  expect(calm.told.length).toBeGreaterThanOrEqual(10);
  expect(new Set(calm.told).size).toBe(calm.told.length);
  const killed = await run("killed", true);
  expect(killed.killed).toBe(kills);
  // The killed run takes minutes, in which streams are silent and say so: it may find more, never less.
  expect(calm.found.filter((one) => !killed.found.includes(one))).toEqual([]);
  expect(calm.told.filter((one) => !killed.told.includes(one))).toEqual([]);
  expect(new Set(killed.found).size).toBe(killed.found.length);
  expect(new Set(killed.told).size).toBe(killed.told.length);
}, 1_800_000);
