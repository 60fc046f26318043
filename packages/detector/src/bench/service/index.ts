import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import type { Batch } from "../../sources/batch.ts";
import { encodePush } from "../../sources/push/encode.ts";
import type { Corpus } from "../detection/incidents/run.ts";
import { day, hostWords, normalTraffic, stamped } from "../detection/incidents/traffic.ts";
import { openRandom } from "../detection/random.ts";

export { type FalseAlarms, falseAlarms } from "./false-alarms.ts";

export interface ServiceBench {
  lines: number;
  requests: number;
  /** Lines a second: by the clock on the wall, and by the time the processor gave the service. */
  wall: number;
  processor: number;
  /** Requests that had to come again because the queue was full. */
  refused: number;
  residentBytes: number;
}

interface Answer {
  lines: number;
  waiting: number;
  processorSeconds: number;
  residentBytes: number;
  refused: number;
}

/** As Promtail's clients do by default (`batchsize`), before packing. */
const requestBytes = 1_048_576;
const senders = 2;

/** Push receiver, journal, engine and embedded store in one process; lines come from another, made beforehand. */
export async function benchService(corpora: readonly Corpus[], perDay = 40_000): Promise<ServiceBench> {
  const bodies = bodiesOf(corpora, perDay);
  const lines = bodies.reduce((sum, body) => sum + body.lines, 0);
  const folder = mkdtempSync(join(tmpdir(), "logstead-bench-"));
  const file = join(folder, "vars_log_anomaly.yaml");
  // JSON is YAML; checkpoints are made as in daily use.
  writeFileSync(file, JSON.stringify({ port: await freePort(), folder, checkpoint: "30s" }));
  const child = fork(join(import.meta.dirname, "service-child.ts"), [file], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (data) => {
    said = (said + data).slice(-2000);
  });
  try {
    const [ready] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => Promise.reject(new Error(`the service ended: ${said}`))),
    ])) as [{ port: number }];
    const before = await ask(child);
    const start = performance.now();
    await sendAll(bodies, `http://127.0.0.1:${ready.port}/loki/api/v1/push`);
    let after = await ask(child);
    while (after.waiting > 0 || after.lines < lines) {
      await new Promise((again) => setTimeout(again, 20));
      after = await ask(child);
    }
    const seconds = (performance.now() - start) / 1000;
    return {
      lines,
      requests: bodies.length,
      wall: lines / seconds,
      processor: lines / (after.processorSeconds - before.processorSeconds),
      refused: after.refused,
      residentBytes: after.residentBytes,
    };
  } finally {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ask(child: ChildProcess): Promise<Answer> {
  child.send("?");
  return ((await once(child, "message")) as [Answer])[0];
}

async function sendAll(bodies: readonly { body: Buffer }[], url: string): Promise<void> {
  let next = 0;
  const send = async () => {
    for (let one = bodies[next++]; one; one = bodies[next++])
      for (;;) {
        const headers = { "Content-Type": "application/x-protobuf" };
        const { status } = await fetch(url, { method: "POST", headers, body: new Uint8Array(one.body) });
        if (status === 204) break;
        if (status !== 429) throw new Error(`the service answers ${status}`);
        await new Promise((again) => setTimeout(again, 20));
      }
  };
  await Promise.all(Array.from({ length: senders }, send));
}

/** A day of normal traffic of one host for each log, in the order of time, cut into requests. */
function bodiesOf(corpora: readonly Corpus[], perDay: number): { body: Buffer; lines: number }[] {
  const r = openRandom(1);
  const from = Math.floor(Date.now() / day) * day - day;
  const all: { stream: string; line: string; time: number }[] = [];
  for (const [i, corpus] of corpora.entries()) {
    const name = `host${i}`;
    const host = { name, corpus: corpus.lines, later: [], perDay, phase: i * 0.1 * day, words: hostWords(r) };
    for (const timed of normalTraffic(host, r, from, 1))
      all.push({ stream: `{host="${name}",job="syslog"}`, line: stamped(timed), time: timed.time });
  }
  all.sort((a, b) => a.time - b.time);
  const bodies: { body: Buffer; lines: number }[] = [];
  let batches = new Map<string, Batch>();
  let [bytes, lines] = [0, 0];
  const flush = () => {
    if (lines > 0) bodies.push({ body: encodePush([...batches.values()]), lines });
    batches = new Map();
    [bytes, lines] = [0, 0];
  };
  for (const { stream, line, time } of all) {
    let batch = batches.get(stream);
    if (!batch) {
      batch = { stream, times: [], lines: [] };
      batches.set(stream, batch);
    }
    batch.times.push(time);
    batch.lines.push(line);
    bytes += line.length + 16;
    lines++;
    if (bytes >= requestBytes) flush();
  }
  flush();
  return bodies;
}
