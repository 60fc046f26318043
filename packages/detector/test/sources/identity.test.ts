import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fetchAs, tlsOf } from "../../src/sources/loki/identity.ts";

/*
 * A server that asks for client certificates, as nginx in front of Loki does. Whom the service trusts is settled by
 * NODE_EXTRA_CA_CERTS when its process starts, so here it is not asked.
 */
const folder = mkdtempSync(join(tmpdir(), "logstead-identity-"));
const at = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
const identity = { certificate: at("own.crt"), key: at("own.key") };

openssl(
  ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
  ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
  ...["-keyout", "own.key", "-out", "own.crt"],
);
const pem = { cert: readFileSync(at("own.crt")), key: readFileSync(at("own.key")) };
const server = createServer({ ...pem, ca: pem.cert, requestCert: true, rejectUnauthorized: false });
let url = "";

beforeAll(async () => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  server.on("request", (asked, answer) => {
    const shown = (asked.socket as TLSSocket).authorized;
    if (asked.url === "/elsewhere") return answer.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    if (!shown) return answer.writeHead(403).end("no certificate");
    let body = "";
    asked.on("data", (part) => {
      body += part;
    });
    asked.on("end", () => answer.writeHead(200, { "retry-after": "3" }).end(`${asked.method} ${body}`));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});
const signal = AbortSignal.timeout(60_000);

it("shows the certificate to who asks for one", async () => {
  const answer = await fetchAs(identity, url, { method: "POST", headers: {}, body: "lines", signal });
  expect([answer.status, answer.headers.get("retry-after"), await answer.text()]).toEqual([
    200,
    "3",
    "POST lines",
  ]);
});

it("shows none where there is none", async () => {
  expect((await fetchAs({}, url, { headers: {}, signal })).status).toBe(403);
  expect(tlsOf({})).toEqual({});
});

it("does not follow a redirect, with a certificate or without", async () => {
  for (const one of [identity, {}])
    expect((await fetchAs(one, `${url}/elsewhere`, { headers: {}, signal })).status).toBe(302);
});

it("ends with the signal", async () => {
  await expect(fetchAs(identity, url, { headers: {}, signal: AbortSignal.abort() })).rejects.toThrow(
    /abort/i,
  );
});
