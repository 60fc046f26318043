import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { readAssets } from "../../src/http/assets.ts";
import type { Env } from "../../src/http/env.ts";
import { pageRoute } from "../../src/http/page.ts";

const app = new Hono<Env>();
pageRoute(app);
const folder = join(import.meta.dirname, "../../files/page");
const get = async (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
const { version, files } = readAssets(folder);

describe("the page's files", () => {
  it("the document names every module once, no other host, and has no script of its own", async () => {
    const html = await (await get("/")).text();
    const modules = [...files.keys()].filter((path) => path.endsWith(".js") && path !== "theme.js");
    expect([...html.matchAll(/modulepreload" href="page\/\w+\/([^"]+)"/g)].map(([, path]) => path)).toEqual(
      modules,
    );
    expect(html).not.toMatch(/https?:|<script>|\son\w+=|style=/);
    expect(html).not.toContain("{{");
  });

  it("the document is asked for each time, its parts are kept for ever", async () => {
    const document = await get("/");
    expect(document.headers.get("cache-control")).toBe("no-cache");
    const etag = document.headers.get("etag") as string;
    const again = await get("/", { "if-none-match": `W/"x", ${etag}` });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    const part = await get(`/page/${version}/views/now.js`);
    expect(part.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(part.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await part.text()).toBe(readFileSync(join(folder, "views/now.js"), "utf8"));
  });

  it.each([
    ["br, gzip", "br", brotliDecompressSync],
    ["gzip;q=1, deflate", "gzip", gunzipSync],
  ])("is packed as the browser can take it: %s", async (accepted, encoding, unpack) => {
    const answer = await get(`/page/${version}/app.js`, { "accept-encoding": accepted });
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    const body = Buffer.from(await answer.arrayBuffer());
    expect(unpack(body).toString()).toBe(readFileSync(join(folder, "app.js"), "utf8"));
  });

  it.each([
    "/page/x/app.js",
    `/page/${version}/`,
    `/page/${version}/index.html`,
    `/page/${version}/../../package.json`,
    `/page/${version}/..%2f..%2fpackage.json`,
  ])("%s is not there", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it("makes elements in one way only: nothing becomes markup", () => {
    for (const [path, { body }] of files)
      if (path.endsWith(".js"))
        expect(body.toString(), path).not.toMatch(
          /innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|\beval\b|new Function/,
        );
  });
});
