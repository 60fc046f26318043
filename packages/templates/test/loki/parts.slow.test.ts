import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadText } from "@logstead/inventory";
import { getTool } from "@logstead/tools";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { siteTree } from "../../src/index.ts";
import { until } from "./server.ts";

/** Loki's three parts and nginx in front, as an inventory renders them; only ports and folders are other ones. */
const folder = mkdtempSync(join(tmpdir(), "logstead-parts-"));
const running: ChildProcess[] = [];
let url = "";

beforeAll(async () => {
  const data = join(folder, "data");
  mkdirSync(join(folder, "rules"));
  mkdirSync(data);
  const port = await freeRow(4);
  const loaded = loadText(
    [
      "site: {name: parts}",
      "hosts: {ocean: {address: 192.168.1.143, roles: [agent, loki, nginx]}}",
      "loki:",
      "  mode: scalable",
      "  transport: plain",
      "  ring: {store: memberlist}",
      `  port: ${port}`,
      `  storage: {folder: ${data}, index: ${data}/index, cache: ${data}/cache, chunks: ${data}/chunks}`,
    ].join("\n"),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const result = siteTree(loaded.site);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const rendered = (path: string) => result.tree.files.get(`hosts/ocean${path}`)?.content ?? "";
  const inner = new Map<string, string>();
  for (const fixed of ["9095", "9096", "9097", "7946", "7947", "7948"])
    inner.set(fixed, String(await freeRow(1)));
  const here = (text: string) =>
    text
      .replaceAll(/\b(909[567]|794[678])\b/g, (fixed) => inner.get(fixed) as string)
      .replaceAll("/etc/loki/rules", join(folder, "rules"));

  const config = join(folder, "config.yaml");
  writeFileSync(config, here(rendered("/etc/loki/config.yaml")));
  const { services } = parse(rendered("/opt/logstead/loki/docker-compose.yml")) as {
    services: Record<string, { command: string[] }>;
  };
  expect(Object.keys(services)).toEqual(["loki-write", "loki-read", "loki-backend"]);
  // As loki.service makes it.
  writeFileSync(join(data, "overrides.yaml"), "overrides: {}\n");
  const loki = await getTool("loki");
  for (const { command } of Object.values(services))
    running.push(
      spawn(
        loki.path,
        [...command.map((one) => here(one).replace("/etc/loki/config.yaml", config)), "-log.level=warn"],
        { stdio: "ignore" },
      ),
    );
  const nginx = await getTool("nginx");
  const proxy = join(folder, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  );
  writeFileSync(
    proxy,
    `daemon off; pid ${folder}/pid; error_log stderr; events {}\nhttp { access_log off; ${temporary.join(" ")}\n${rendered(
      "/etc/nginx/conf.d/logstead-loki-parts.conf",
    )}}\n`,
  );
  running.push(
    spawn(nginx.path, ["-e", "stderr", "-c", proxy, "-p", folder], { env: nginx.env, stdio: "ignore" }),
  );
  url = `http://127.0.0.1:${port}`;
  for (const one of [0, 1, 2, 3])
    await until(
      `the process at ${port + one} is ready`,
      async () => (await fetch(`http://127.0.0.1:${port + one}/ready`)).ok,
    );
}, 300_000);

afterAll(async () => {
  await Promise.all(
    running.map((one) => {
      if (one.exitCode !== null || one.signalCode !== null) return undefined;
      const ended = new Promise((done) => one.once("exit", done));
      // A part that is asked to stop waits for the others, which stop too.
      one.kill("SIGKILL");
      return ended;
    }),
  );
  rmSync(folder, { recursive: true, force: true });
});

it("takes a line in one part and answers in another, by one address", async () => {
  const now = Date.now();
  await until("a line is taken", async () => {
    const values = [[`${now}000000`, "a line for the parts"]];
    const answer = await fetch(`${url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ streams: [{ stream: { tenant: "homelab", job: "parts" }, values }] }),
    });
    return answer.status === 204;
  });
  const range = { query: '{job="parts"}', start: `${now - 60_000}000000`, end: `${now + 60_000}000000` };
  const found = async () => {
    const answer = await fetch(`${url}/loki/api/v1/query_range?${new URLSearchParams(range)}`);
    const { data } = (await answer.json()) as { data: { result: { values: [string, string][] }[] } };
    return data.result.flatMap(({ values }) => values.map(([, line]) => line));
  };
  // Asked of the ingester in the part that writes.
  await until("the line is found", async () => (await found()).length > 0);
  expect(await found()).toEqual(["a line for the parts"]);
  // Chunks lie where all parts look for them.
  await fetch(`${url}/flush`, { method: "POST" });
  await until("the chunk is on disk", async () => readdirSync(join(folder, "data/chunks/fake")).length > 0);
  expect(await found()).toEqual(["a line for the parts"]);
  // Rules and deleting are the backend's.
  expect((await fetch(`${url}/loki/api/v1/rules`)).status).toBeLessThan(500);
  expect((await fetch(`${url}/loki/api/v1/delete`)).status).toBe(200);
}, 120_000);

/** The first of several ports in a row that nobody listens on. */
async function freeRow(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
}

const isFree = (port: number) =>
  new Promise<boolean>((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
