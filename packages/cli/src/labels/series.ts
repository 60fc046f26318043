import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { ProblemError, problem } from "@logstead/base";

export interface LokiAccess {
  url: string;
  /** The X-Scope-OrgID of a Loki that separates tenants. */
  tenant?: string | undefined;
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
}

/**
 * The series of the last `seconds`.
 * @throws ProblemError `loki-unreachable` or `loki-refused`.
 */
export async function seriesOf(access: LokiAccess, seconds: number): Promise<Record<string, string>[]> {
  const end = Date.now();
  const url = new URL(`${access.url.replace(/\/+$/, "")}/loki/api/v1/series`);
  url.searchParams.set("start", `${end - seconds * 1000}000000`);
  url.searchParams.set("end", `${end}000000`);
  const { status, body } = await get(url, access);
  if (status !== 200)
    throw new ProblemError(
      problem("loki-refused", `Loki answered ${status} for its series`, {
        got: body.trim().slice(0, 300) || String(status),
        want: "200 with the list of series",
        fix:
          status === 401 || status === 403
            ? "LOGSTEAD_LOKI_TOKEN=… ./logstead labels …   with the site's push token"
            : "./logstead status   shows whether Loki is well",
      }),
    );
  return (JSON.parse(body) as { data?: Record<string, string>[] }).data ?? [];
}

function get(url: URL, access: LokiAccess): Promise<{ status: number; body: string }> {
  const token = process.env.LOGSTEAD_LOKI_TOKEN;
  const file = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path));
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(access.tenant !== undefined && { "x-scope-orgid": access.tenant }),
  };
  return new Promise((answered, fail) => {
    const call = request(
      url,
      { headers, ca: file(access.ca), cert: file(access.cert), key: file(access.key), timeout: 10_000 },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        answered({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      },
    );
    call.on("timeout", () => call.destroy(new Error("no answer within 10 s")));
    call.on("error", (error: NodeJS.ErrnoException) => fail(unreachable(url, error)));
    call.end();
  });
}

const unreachable = (url: URL, error: NodeJS.ErrnoException) =>
  new ProblemError(
    problem("loki-unreachable", `Loki cannot be asked at ${url.origin}`, {
      got: error.code ?? error.message,
      want: "a Loki that can be reached from here, with --ca, --cert and --key where it wants mTLS",
      fix: "./logstead labels --loki http://127.0.0.1:3100   on Loki's own host",
    }),
  );
