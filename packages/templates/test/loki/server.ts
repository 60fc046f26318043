import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@logstead/base";
import { loadText } from "@logstead/inventory";
import { getTool } from "@logstead/tools";
import { siteTree } from "../../src/index.ts";

/** The real Loki with what an inventory renders; everything of it lies in a folder of its own. */
export async function lokiWith(loki: string, flags: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "logstead-loki-"));
  const [http, grpc] = [await freePort(), await freePort()];
  const data = join(folder, "data");
  const text = [
    "site: {name: test}",
    "hosts:",
    "  ocean: {address: 192.168.1.143, platform: wsl2, roles: [agent, gateway, loki, nginx]}",
    `loki:\n  port: ${http}\n  storage: {folder: ${data}, index: ${data}/index, cache: ${data}/cache, chunks: ${data}/chunks}`,
    loki,
  ].join("\n");
  const loaded = loadText(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const result = siteTree(loaded.site);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const config = join(folder, "config.yaml");
  mkdirSync(data);
  writeFileSync(config, result.tree.files.get("hosts/ocean/etc/loki/config.yaml")?.content ?? "");
  const { path } = await getTool("loki");
  const own = [`-server.grpc-listen-port=${grpc}`, "-log.level=warn", ...flags];
  let child: ChildProcess | undefined;
  const url = `http://127.0.0.1:${http}`;

  const server = {
    data,
    async start() {
      child = spawn(path, [`-config.file=${config}`, "-config.expand-env=true", ...own], {
        stdio: "ignore",
      });
      await until("Loki is ready", async () => (await fetch(`${url}/ready`)).ok);
    },
    async stop() {
      const running = child;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((done) => running.once("exit", done));
      running.kill("SIGTERM");
      await ended;
    },
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    async push(labels: Record<string, string>, lines: [time: number, line: string][]) {
      const values = lines.map(([time, line]) => [`${BigInt(Math.round(time)) * 1_000_000n}`, line]);
      const response = await fetch(`${url}/loki/api/v1/push`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ streams: [{ stream: labels, values }] }),
      });
      return { status: response.status, text: await response.text() };
    },
    async lines(query: string, from: number, to: number): Promise<string[]> {
      const range = {
        query,
        start: `${Math.round(from)}000000`,
        end: `${Math.round(to)}000000`,
        limit: "5000",
      };
      const response = await fetch(`${url}/loki/api/v1/query_range?${new URLSearchParams(range)}`);
      if (!response.ok) throw new Error(await response.text());
      const { data: found } = (await response.json()) as {
        data: { result: { values: [string, string][] }[] };
      };
      return found.result.flatMap((one) => one.values.map(([, line]) => line));
    },
    get: async (path: string) => (await fetch(`${url}${path}`)).text(),
    post: (path: string) => fetch(`${url}${path}`, { method: "POST" }),
  };
  await server.start();
  return server;
}

export const day = 86_400_000;

/** Asks again and again; a limit ends what will never be. */
export async function until(what: string, is: () => Promise<boolean>, seconds = 300): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await is().catch(() => false))) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await pause(200);
  }
}
