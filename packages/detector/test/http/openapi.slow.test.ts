import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getTool } from "@logstead/tools";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildApp } from "../../src/http/app.ts";
import { type Listening, listen } from "../../src/http/server.ts";
import { parseSettings } from "../../src/service/load.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { encodePush } from "../../src/sources/push/encode.ts";
import { openPglite } from "../../src/stores/pglite.ts";
import type { Store } from "../../src/stores/store.ts";
import { hours, incident, traffic } from "../support/incident.ts";
import { eventually } from "../support/servers.ts";

/*
 * Schemathesis makes requests from the served description, right and wrong ones, and holds each answer to it:
 * codes, types and forms of bodies, no internal error, no wrong request taken, tokens asked for.
 */
const token = "token-of-an-admin";
let folder: string;
let store: Store;
let service: Service;
let server: Listening;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "logstead-openapi-"));
  process.env.OPENAPI_TOKEN = token;
  const settings = parseSettings(
    JSON.stringify({
      folder,
      warmUp: "1h",
      http: {
        requestsPerMinute: 1_000_000,
        tokens: [{ name: "admin", role: "admin", token: "env:OPENAPI_TOKEN" }],
      },
    }),
    "test",
  );
  store = await openPglite();
  service = await startService({ settings, store, redact: (line) => line, log: () => {}, version: "test" });
  server = await listen(buildApp(service, { wrongTokens: 1_000_000 }), "127.0.0.1", 0);
  url = `http://127.0.0.1:${server.port}`;
  const now = Date.now();
  const lines = [traffic("ocean", now - hours(5), 290), incident("ocean", now - hours(0.1), "writing")];
  for (const batch of lines)
    await fetch(`${url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "Content-Type": "application/x-protobuf" },
      body: new Uint8Array(encodePush([batch])),
    });
  await eventually("all lines are learned", () => service.queue.lines === 0);
});
afterAll(async () => {
  await server?.close();
  await service?.stop();
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

it("answers as its description says, whatever is asked", async () => {
  const { path } = await getTool("schemathesis");
  // No schema can say that one time is after another, or that a cursor is one of this API.
  const lenient = ["GET /api/v1/anomalies", "GET /api/v1/patterns/{id}", "POST /api/v1/silences"].map(
    (name) => `[[operations]]\ninclude-name = "${name}"\nchecks.positive_data_acceptance.enabled = false\n`,
  );
  const refusals = `[checks]\nnegative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 415, 431]\n`;
  writeFileSync(join(folder, "schemathesis.toml"), [refusals, ...lenient].join("\n"));
  const { exitCode, stdout } = await execa(
    path,
    [
      ...["run", `${url}/openapi.json`, "--header", `Authorization: Bearer ${token}`],
      ...["--exclude-path", "/api/v1/events"], // an answer without an end
      ...["--phases", "examples,coverage,fuzzing", "--max-examples", "15"],
      ...["--seed", "1", "--generation-deterministic", "--request-timeout", "10", "--workers", "1"],
      "--no-color",
    ],
    { reject: false, cwd: folder, env: { HYPOTHESIS_STORAGE_DIRECTORY: join(folder, "hypothesis") } },
  );
  expect(exitCode, stdout.slice(-9000)).toBe(0);
});
