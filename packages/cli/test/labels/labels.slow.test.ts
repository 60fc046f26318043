import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@logstead/base";
import { getTool } from "@logstead/tools";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logstead, throwAway } from "../logstead.ts";

const folder = throwAway("labels");
const inventory = join(folder, "case.yaml");
let loki: ChildProcess;
let url: string;

const labels = (more: Record<string, string>) => ({
  tenant: "homelab",
  service: "app",
  stage: "production",
  component: "app",
  job: "app",
  host: "one",
  source: "app",
  ...more,
});

beforeAll(async () => {
  const [http, grpc] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${http}`;
  writeFileSync(
    inventory,
    `site: {name: case}\nloki: {url: "${url}", transport: plain}\nhosts:\n  one:\n    address: 127.0.0.1\n    roles: [agent]\n    sources: {journal: false, app: {type: files, service: app, paths: [/srv/app.log]}}\n`,
  );
  writeFileSync(join(folder, "loki.yaml"), config(http, grpc));
  mkdirSync(join(folder, "loki"));
  loki = spawn((await getTool("loki")).path, [`-config.file=${join(folder, "loki.yaml")}`], {
    stdio: "ignore",
  });
  await until(async () => (await fetch(`${url}/ready`)).ok);
});
afterAll(async () => {
  const ended = new Promise((done) => loki.once("exit", done));
  loki.kill("SIGKILL");
  await ended;
});

describe("labels --loki, with a real Loki", () => {
  it("misses what was not sent", async () => {
    const { code, out } = await logstead(["labels", "--env", inventory, "--loki"]);
    expect(code).toBe(1);
    expect(out).toContain("0 as predicted, 1 missing, 0 unexpected");
  });

  it("agrees when every stream is there, and names one that nothing predicts", async () => {
    await push(labels({ level: "INFO" }));
    await push(labels({ level: "WARN" }));
    const ask = ["labels", "--env", inventory, "--loki", url, "--output", "json"];
    await until(async () => (await logstead(ask)).code === 0);
    const { comparison } = JSON.parse((await logstead(ask)).out);
    expect(comparison).toMatchObject({ matching: [{ found: 2 }], missing: [], unexpected: [] });

    await push(labels({ user: "ada" }));
    await until(async () => (await logstead(ask)).code === 1);
    const { out } = await logstead(["labels", "--env", inventory, "--loki"]);
    expect(out).toContain("not predicted by any source:");
    expect(out).toContain("user=ada");
  });

  it("says so when Loki cannot be asked", async () => {
    const { code, err } = await logstead(["labels", "--env", inventory, "--loki", "http://127.0.0.1:1"]);
    expect(code).toBe(3);
    expect(err).toContain("loki-unreachable");
  });
});

async function push(stream: Record<string, string>): Promise<void> {
  const body = JSON.stringify({ streams: [{ stream, values: [[`${Date.now()}000000`, "a line"]] }] });
  const headers = { "content-type": "application/json" };
  const { status } = await fetch(`${url}/loki/api/v1/push`, { method: "POST", headers, body });
  expect(status).toBe(204);
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 90_000;
  while (!(await done().catch(() => false))) {
    if (Date.now() > end) throw new Error("it did not come to pass within 90 s");
    await pause(100);
  }
}

const config = (http: number, grpc: number) => `
auth_enabled: false
server: {http_listen_address: 127.0.0.1, http_listen_port: ${http}, grpc_listen_address: 127.0.0.1, grpc_listen_port: ${grpc}}
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
`;
