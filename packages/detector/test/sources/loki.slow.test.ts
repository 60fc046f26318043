import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@logstead/base";
import { getTool } from "@logstead/tools";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LokiPosition } from "../../src/sources/loki/position.ts";
import { type LokiReader, readLoki } from "../../src/sources/loki/reader.ts";
import { Queue } from "../../src/sources/queue.ts";
import { eventually } from "../support/servers.ts";

/** A real Loki that is stopped, killed and started again while it is read. */
const folder = mkdtempSync(join(tmpdir(), "logstead-loki-"));
let loki: ChildProcess | undefined;
let url: string;
let start: () => Promise<void>;

beforeAll(async () => {
  const { path } = await getTool("loki");
  const [http, grpc] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${http}`;
  const file = join(folder, "loki.yaml");
  writeFileSync(
    file,
    `auth_enabled: false
server: {http_listen_address: 127.0.0.1, http_listen_port: ${http}, grpc_listen_address: 127.0.0.1, grpc_listen_port: ${grpc}, log_level: error}
common:
  path_prefix: ${folder}/loki
  replication_factor: 1
  instance_addr: 127.0.0.1
  ring: {kvstore: {store: inmemory}}
  storage: {filesystem: {chunks_directory: ${folder}/loki/chunks, rules_directory: ${folder}/loki/rules}}
ingester: {lifecycler: {min_ready_duration: 0s}}
schema_config:
  configs: [{from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, index: {prefix: index_, period: 24h}}]
analytics: {reporting_enabled: false}
`,
  );
  start = async () => {
    loki = spawn(path, [`-config.file=${file}`], { stdio: "ignore" });
    await eventually("Loki is ready", async () => (await fetch(`${url}/ready`)).ok, 120);
  };
  await start();
});
const end = async (signal: NodeJS.Signals) => {
  if (!loki || loki.exitCode !== null || loki.signalCode !== null) return;
  loki.kill(signal);
  await once(loki, "exit");
};
afterAll(async () => {
  await end("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

let sequence = 0;
/** Writes lines, each once, at a time; returns them. */
async function write(job: string, count: number, at = Date.now()): Promise<string[]> {
  const lines = Array.from({ length: count }, () => `line ${++sequence}`);
  const values = lines.map((line, i) => [String(BigInt(at) * 1_000_000n + BigInt(i)), line]);
  await eventually("Loki takes the lines", async () => {
    const answer = await fetch(`${url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ streams: [{ stream: { job, host: "a" }, values }] }),
    });
    return answer.ok;
  });
  return lines;
}

function reader(job: string, position?: LokiPosition): { reader: LokiReader; lines: string[] } {
  const queue = new Queue(1_000_000);
  const lines: string[] = [];
  queue.onItem = () => {
    for (let item = queue.next(); item; item = queue.next()) {
      for (const batch of item.batches) lines.push(...batch.lines);
      queue.finish(item);
    }
  };
  const made = readLoki({
    address: { url },
    selector: `{job="${job}"}`,
    queue,
    now: Date.now,
    lookback: 3_600_000,
    lateWindow: 3_600_000,
    position,
    log: () => {},
  });
  return { reader: made, lines };
}

const unique = (lines: string[]) => new Set(lines).size;

describe("[DET-14] lines of Loki", () => {
  it("come once each: older ones by pages, new ones by the tail", async () => {
    const old = await write("pages", 12_000, Date.now() - 60_000);
    const { reader: made, lines } = reader("pages");
    await eventually("old lines are read", () => lines.length >= old.length, 60);
    await eventually("it follows", () => made.state().detail.startsWith("follows"), 60);
    const fresh = await write("pages", 50);
    await eventually("new lines are read", () => lines.length >= old.length + 50);
    expect(lines.slice(-50).toSorted()).toEqual(fresh.toSorted());
    await made.stop();
    expect(unique(lines)).toBe(12_050);
    expect(lines).toHaveLength(12_050);
  });

  it("are neither missed nor read twice over a restart of the reader", async () => {
    const first = reader("restart");
    await write("restart", 100);
    await eventually("the first are read", () => first.lines.length === 100, 60);
    await first.reader.stop();
    const position = JSON.parse(JSON.stringify(first.reader.save())) as LokiPosition;
    await write("restart", 100);
    const second = reader("restart", position);
    await eventually("the others are read", () => second.lines.length >= 100, 60);
    await eventually("it follows", () => second.reader.state().detail.startsWith("follows"), 60);
    await second.reader.stop();
    expect(second.lines).toHaveLength(100);
    expect(unique([...first.lines, ...second.lines])).toBe(200);
  });

  it("that come a little late are read", async () => {
    const made = reader("late");
    await write("late", 10);
    await eventually(
      "it follows",
      () => made.reader.state().detail.startsWith("follows") && made.lines.length === 10,
      60,
    );
    await write("late", 10, Date.now() - 20_000);
    await eventually("late lines are read", () => made.lines.length === 20, 60);
    await made.reader.stop();
    expect(unique(made.lines)).toBe(20);
  });

  it("come on when Loki was killed and is back, and it says so meanwhile", async () => {
    const made = reader("killed");
    await write("killed", 50);
    await eventually(
      "it follows",
      () => made.reader.state().detail.startsWith("follows") && made.lines.length === 50,
      60,
    );
    await end("SIGKILL");
    await eventually("it says that Loki is gone", () => !made.reader.state().ok, 60);
    await start();
    await write("killed", 50);
    await eventually("the others are read", () => made.lines.length >= 100, 90);
    expect(made.reader.state().ok).toBe(true);
    await made.reader.stop();
    expect(unique(made.lines)).toBe(100);
    expect(made.lines).toHaveLength(100);
  });

  it("come on when Loki lost all it had, and none comes twice", async () => {
    const made = reader("lost");
    await write("lost", 50);
    await eventually(
      "it follows",
      () => made.reader.state().detail.startsWith("follows") && made.lines.length === 50,
      60,
    );
    await end("SIGKILL");
    rmSync(join(folder, "loki"), { recursive: true });
    await start();
    await write("lost", 50);
    await eventually("the others are read", () => made.lines.length >= 100, 90);
    await eventually("it is well", () => made.reader.state().ok, 60);
    await made.reader.stop();
    expect(unique(made.lines)).toBe(100);
    expect(made.lines).toHaveLength(100);
  });
});
