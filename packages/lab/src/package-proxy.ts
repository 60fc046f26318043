import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * A caching HTTP proxy for Debian packages. Hosts ask for `http://packages.lab/N/…`, which is the N-th
 * source of this machine, so that neither the base nor the hosts name a mirror and https mirrors work too.
 * It is no way out: anything else is refused. What cannot be fetched is served from the cache.
 */
export interface PackageProxy {
  server: Server;
  counts: { fetched: number; cached: number; stale: number; refused: number; failed: number };
}

export const proxyHost = "packages.lab";

// by name and content these never change; only the index at the top of a release does
const immutable = /(\/pool\/.*\.deb|\/by-hash\/.*)$/;

export function packageProxy(sources: { uri: string }[], cache: string): PackageProxy {
  const counts = { fetched: 0, cached: 0, stale: 0, refused: 0, failed: 0 };
  const running = new Map<string, Promise<boolean>>();

  const once = (url: string, file: string) => {
    const fetching = running.get(url) ?? store(url, file).finally(() => running.delete(url));
    running.set(url, fetching);
    return fetching;
  };

  const answer = async (url: string, response: ServerResponse) => {
    const upstream = upstreamOf(url, sources);
    if (!upstream) {
      counts.refused++;
      response.writeHead(403).end("the lab's package proxy serves only the package sources of its machine\n");
      return;
    }
    const file = join(cache, keyOf(upstream));
    const had = existsSync(file);
    if (had && immutable.test(upstream)) {
      counts.cached++;
    } else {
      const found = await once(upstream, file).catch((error: Error) => error);
      if (found === true) counts.fetched++;
      else if (had) counts.stale++;
      else {
        counts.failed++;
        response
          .writeHead(found === false ? 404 : 502)
          .end(`${found === false ? "not found" : found.message}\n`);
        return;
      }
    }
    const body = createReadStream(file);
    response.writeHead(200, {
      "content-length": statSync(file).size,
      "content-type": "application/octet-stream",
    });
    await pipeline(body, response);
  };

  const server = createServer((request, response) => {
    if (request.method !== "GET") {
      counts.refused++;
      response.writeHead(405).end();
      return;
    }
    answer(request.url ?? "", response).catch(() => response.destroy());
  });
  server.on("connect", (_request, socket) => {
    counts.refused++;
    socket.end("HTTP/1.1 405 Method Not Allowed\r\n\r\n");
  });
  return { server, counts };
}

export function upstreamOf(url: string, sources: { uri: string }[]): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const asked = new URL(url);
  const [, index = "", ...rest] = asked.pathname.split("/");
  const source = /^\d+$/.test(index) ? sources[Number(index)] : undefined;
  if (asked.hostname !== proxyHost || !source) return undefined;
  return source.uri.replace(/\/*$/, "/") + rest.join("/");
}

function keyOf(url: string): string {
  const hash = createHash("sha256").update(url).digest("hex");
  return join(hash.slice(0, 2), hash);
}

/** Fetches into the cache, whole or not at all; false when there is no such file upstream. */
async function store(url: string, file: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(300_000) });
  if (response.status === 404) return false;
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.${counter++}`;
  try {
    const out = await open(temporary, "wx");
    await pipeline(response.body, out.createWriteStream());
    const length = response.headers.get("content-length");
    if (
      length !== null &&
      !response.headers.has("content-encoding") &&
      statSync(temporary).size !== Number(length)
    )
      throw new Error(`${url}: cut short`);
    await rename(temporary, file);
    return true;
  } finally {
    rmSync(temporary, { force: true });
  }
}
let counter = 0;
