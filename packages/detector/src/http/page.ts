import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Context, Hono } from "hono";
import { type Asset, assetOf, readAssets } from "./assets.ts";
import type { Env } from "./env.ts";

/** Beside the sources, and beside a program that was put together from them, or one of its chunks. */
const folder = ["../../files/page", "files/page", "../files/page"]
  .map((path) => join(import.meta.dirname, path))
  .find((path) => existsSync(join(path, "index.html")));

/*
 * The page: one document at `/`, asked for anew each time, and its parts below `/page/VERSION/`, kept for ever.
 * Addresses in it are relative, so that it also works below a path of a proxy.
 */
export function pageRoute(app: Hono<Env>): void {
  if (folder === undefined) {
    app.get("/", (c) => c.text("The page's files are not installed; the API is at /openapi.json.\n", 404));
    return;
  }
  const { version, files } = readAssets(folder);
  const modules = [...files.keys()].filter((path) => path.endsWith(".js") && path !== "theme.js");
  const text = (files.get("index.html") as Asset).body
    .toString()
    .replace(
      "<!-- modules -->",
      modules.map((path) => `<link rel="modulepreload" href="page/{{version}}/${path}">`).join("\n    "),
    )
    .replaceAll("{{version}}", version);
  const document = assetOf("index.html", Buffer.from(text));

  app.get("/", (c) => answer(c, document, version, "no-cache"));
  app.get("/page/:version/*", (c) => {
    const { version: asked } = c.req.param();
    const asset = files.get(c.req.path.slice(`/page/${asked}/`.length));
    if (asked !== version || !asset || asset.path === "index.html") return c.notFound();
    return answer(c, asset, version, "public, max-age=31536000, immutable");
  });
}

function answer(c: Context<Env>, asset: Asset, version: string, cache: string): Response {
  const etag = `"${version}"`;
  const headers = { ETag: etag, "Cache-Control": cache, Vary: "Accept-Encoding" };
  const known = c.req.header("if-none-match")?.split(/\s*,\s*/) ?? [];
  if (known.some((one) => one.replace(/^W\//, "") === etag)) return c.body(null, 304, headers);
  const { body, encoding } = asset.encoded(c.req.header("accept-encoding") ?? "");
  return c.body(new Uint8Array(body), 200, {
    ...headers,
    "Content-Type": asset.type,
    ...(encoding ? { "Content-Encoding": encoding } : {}),
  });
}
