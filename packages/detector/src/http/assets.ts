import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** A file of the page, with what it is as small as a browser can take it. */
export interface Asset {
  /** Below the page's folder: `views/now.js`. */
  path: string;
  type: string;
  body: Buffer;
  /** In a form that a request's `Accept-Encoding` allows; made once. */
  encoded(accepted: string): { body: Buffer; encoding?: "br" | "gzip" };
}

export interface Assets {
  /** Changes with any byte of any file: it stands in addresses, which browsers may then keep for ever. */
  version: string;
  files: ReadonlyMap<string, Asset>;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Reads every file of a folder whose type is known. */
export function readAssets(folder: string): Assets {
  const paths = (readdirSync(folder, { recursive: true }) as string[])
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => extname(path) in types)
    .toSorted();
  const hash = createHash("sha256");
  const files = new Map<string, Asset>();
  for (const path of paths) {
    const body = readFileSync(join(folder, path));
    hash.update(`${path}\0${body.length}\0`).update(body);
    files.set(path, assetOf(path, body));
  }
  return { version: hash.digest("hex").slice(0, 16), files };
}

export function assetOf(path: string, body: Buffer): Asset {
  const packed = new Map<string, Buffer>();
  const once = (encoding: string, pack: () => Buffer) => {
    const held = packed.get(encoding) ?? pack();
    packed.set(encoding, held);
    return held;
  };
  return {
    path,
    type: types[extname(path)] as string,
    body,
    encoded(accepted) {
      const names = accepted.split(",").map((part) => part.trim().replace(/;.*$/, ""));
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
      if (names.includes("br"))
        return { body: once("br", () => brotliCompressSync(body, { params })), encoding: "br" };
      if (names.includes("gzip")) return { body: once("gzip", () => gzipSync(body)), encoding: "gzip" };
      return { body };
    },
  };
}
