import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import { type Ran, start } from "@logstead/base/process";
import { ipOf, type Site, type SiteHost, sshArgs } from "@logstead/inventory";
import { sshProblem } from "../hosts/problems.ts";

export interface LogLine {
  /** Nanoseconds since 1970. */
  timestamp: bigint;
  line: string;
  labels: Record<string, string>;
  metadata: Record<string, string>;
}

export interface Answer {
  status: number;
  text: string;
}

/** Loki of a site, as its own host reaches it: over SSH, so that neither certificates nor an open port are needed. */
export interface LokiClient {
  get(path: string, query?: Record<string, string>, tenant?: string): Promise<Answer>;
  /** Lines of a LogQL query, oldest first unless said; at most `limit`. */
  lines(query: string, options?: LinesOptions): Promise<LogLine[]>;
  /** Values of a metric query by labels, now or at a moment (milliseconds since 1970). */
  values(
    query: string,
    options?: { tenant?: string; at?: number },
  ): Promise<{ labels: Record<string, string>; value: number }[]>;
  close(): void;
}

export interface LinesOptions {
  /** Milliseconds since 1970; the last hour by default. */
  from?: number;
  to?: number;
  limit?: number;
  direction?: "forward" | "backward";
  tenant?: string;
}

/** Opens the way to Loki and keeps it until `close`; throws where host or Loki do not answer. */
export async function openLoki(site: Site): Promise<LokiClient> {
  const host = lokiHost(site);
  const folder = mkdtempSync(join(tmpdir(), "logstead-loki-"));
  const socket = join(folder, "api");
  const { address, port } = site.loki;
  const target = `${ipOf(address) === "0.0.0.0" ? "127.0.0.1" : ipOf(address)}:${port}`;
  const options = ["BatchMode=yes", "ConnectTimeout=8", "ExitOnForwardFailure=yes", "LogLevel=ERROR"];
  const tunnel = start("ssh", [
    ...["-N", "-T", "-L", `${socket}:${target}`],
    ...options.flatMap((option) => ["-o", option]),
    ...sshArgs(host),
  ]);
  let ended: Ran | undefined;
  tunnel.ended.then((ran) => {
    ended = ran;
  });
  const close = () => {
    tunnel.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  };
  while (!existsSync(socket)) {
    if (ended) {
      close();
      throw new ProblemError(sshProblem(host, "reaching Loki", { ...ended, code: 255 }));
    }
    await new Promise((next) => setTimeout(next, 30));
  }
  return client(site, host, socket, close);
}

function client(site: Site, host: SiteHost, socketPath: string, close: () => void): LokiClient {
  const tenantOf = (given?: string) =>
    given ?? (site.loki.authEnabled ? site.derived.tenants.join("|") : undefined);
  const get: LokiClient["get"] = (path, query = {}, tenant) =>
    new Promise((done, fail) => {
      const search = new URLSearchParams(query).toString();
      const org = tenantOf(tenant);
      const asked = request(
        {
          socketPath,
          path: search ? `${path}?${search}` : path,
          headers: {
            Host: "loki",
            ...(org && { "X-Scope-OrgID": org }),
            // structured metadata apart from labels
            "X-Loki-Response-Encoding-Flags": "categorize-labels",
          },
          timeout: 30_000,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk) => chunks.push(chunk));
          response.on("end", () =>
            done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      asked.on("timeout", () => asked.destroy(new Error("no answer in 30 s")));
      asked.on("error", (error) => fail(new ProblemError(notAnswering(host, error.message))));
      asked.end();
    });
  const data = async (path: string, query: Record<string, string>, tenant?: string) => {
    const { status, text } = await get(path, query, tenant);
    if (status === 200) return (JSON.parse(text) as { data: { result: unknown } }).data.result;
    throw new ProblemError(
      problem("loki-query", "Loki refused a query", {
        path: query.query ?? path,
        got: `${status}: ${text.slice(0, 400).trim()}`,
      }),
    );
  };
  return {
    get,
    close,
    async lines(query, options = {}) {
      const to = options.to ?? Date.now() + 60_000;
      const result = await data(
        "/loki/api/v1/query_range",
        {
          query,
          start: `${options.from ?? to - 3_660_000}000000`,
          end: `${to}000000`,
          limit: String(options.limit ?? 5000),
          direction: options.direction ?? "forward",
        },
        options.tenant,
      );
      return linesOf(result as RawStream[], options.direction === "backward");
    },
    async values(query, { tenant, at } = {}) {
      const asked = { query, ...(at !== undefined && { time: `${at}000000` }) };
      const result = (await data("/loki/api/v1/query", asked, tenant)) as RawValue[];
      return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
  };
}

interface RawStream {
  stream: Record<string, string>;
  values: [string, string, { structuredMetadata?: Record<string, string> }?][];
}

interface RawValue {
  metric: Record<string, string>;
  value: [number, string];
}

function linesOf(streams: RawStream[], backward: boolean): LogLine[] {
  const all = streams.flatMap(({ stream, values }) =>
    values.map(([timestamp, line, more]) => ({
      timestamp: BigInt(timestamp),
      line,
      labels: stream,
      metadata: more?.structuredMetadata ?? {},
    })),
  );
  const sorted = all.sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
  return backward ? sorted.reverse() : sorted;
}

export function lokiHost(site: Site): SiteHost {
  const host = site.hosts[site.derived.lokiHost ?? ""];
  if (host) return host;
  throw new ProblemError(
    problem("no-loki-host", `'${site.environment}' has no host with Loki.`, {
      file: site.file,
      want: "a host with the role loki",
    }),
    ExitCode.problems,
  );
}

const notAnswering = (host: SiteHost, got: string) =>
  problem("loki-not-answering", `Loki on ${host.name} does not answer`, {
    path: `hosts.${host.name}`,
    got,
    fix: `./logstead status; on the host: sudo systemctl status loki`,
  });
