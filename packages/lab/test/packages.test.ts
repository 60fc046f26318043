import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageProxy, upstreamOf } from "../src/package-proxy.ts";

const cache = mkdtempSync(join(tmpdir(), "logstead-packages-"));
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) => new Promise<void>((done) => server.listen(0, "127.0.0.1", done));

let hits: string[] = [];
let broken = false;
const mirror = createServer((request, response) => {
  hits.push(request.url ?? "");
  if (request.url?.endsWith("missing.deb")) response.writeHead(404).end();
  else if (broken) response.writeHead(200, { "content-length": 99 }).write("ha", () => response.destroy());
  else response.end(`body of ${request.url}`);
});
const sources: { uri: string }[] = [];
const { server: proxy, counts } = packageProxy(sources, cache);

function ask(url: string): Promise<[number, string]> {
  return new Promise((done, fail) => {
    get({ host: "127.0.0.1", port: portOf(proxy), path: url }, (response) => {
      let body = "";
      response.on("data", (data) => {
        body += data;
      });
      response.on("end", () => done([response.statusCode ?? 0, body]));
    }).on("error", fail);
  });
}

describe("the package proxy", () => {
  beforeAll(async () => {
    await Promise.all([listen(mirror), listen(proxy)]);
    sources.push({ uri: `http://127.0.0.1:${portOf(mirror)}/debian/` });
  });
  afterAll(() => {
    for (const server of [mirror, proxy]) server.close();
    rmSync(cache, { recursive: true });
  });
  const deb = "http://packages.lab/0/pool/main/x.deb";
  const release = "http://packages.lab/0/dists/bookworm/InRelease";

  it("fetches a package once, also for many at the same time", async () => {
    const answers = await Promise.all([ask(deb), ask(deb), ask(deb)]);
    await ask(deb);
    expect(new Set(answers.map(([code, body]) => `${code} ${body}`))).toEqual(
      new Set(["200 body of /debian/pool/main/x.deb"]),
    );
    expect(hits).toEqual(["/debian/pool/main/x.deb"]);
  });

  it("asks for an index each time, and serves the last one when the mirror fails", async () => {
    hits = [];
    await ask(release);
    await ask(release);
    expect(hits).toHaveLength(2);
    broken = true;
    expect(await ask(release)).toEqual([200, "body of /debian/dists/bookworm/InRelease"]);
    expect((await ask("http://packages.lab/0/pool/new.deb"))[0]).toBe(502);
    broken = false;
    expect(counts.stale).toBe(1);
    const files = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
    expect(files.map((f) => f.name.length)).toEqual([64, 64]);
  });

  it("passes on that a file is not there, and refuses everything that is no package source", async () => {
    expect((await ask("http://packages.lab/0/pool/missing.deb"))[0]).toBe(404);
    for (const url of [
      "http://packages.lab/1/x",
      "http://other.host/0/x",
      "/0/x",
      "http://packages.lab/-1/x",
    ])
      expect((await ask(url))[0]).toBe(403);
    expect(upstreamOf("http://packages.lab/0/../../../etc", [{ uri: "http://m/debian/" }])).toBeUndefined();
  });
});
