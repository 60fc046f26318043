import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp } from "../../src/http/app.ts";
import { listen } from "../../src/http/server.ts";
import type { Anomaly } from "../../src/model/anomaly.ts";
import type { Check } from "../../src/service/checks.ts";
import type { SteadyClock } from "../../src/service/clock.ts";
import { parseSettings } from "../../src/service/load.ts";
import { type Service, startService } from "../../src/service/service.ts";
import type { Batch } from "../../src/sources/batch.ts";
import { encodePush } from "../../src/sources/push/encode.ts";
import { openPglite } from "../../src/stores/pglite.ts";
import { eventually } from "./servers.ts";

export const adminToken = "token-of-an-admin";

/** What is asked of a service, in this process or in another. */
export class Client {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** The status of the answer; 0 if there was none. */
  async push(batches: Batch[]): Promise<number> {
    const answer = await fetch(`${this.url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "Content-Type": "application/x-protobuf" },
      body: new Uint8Array(encodePush(batches)),
    }).catch(() => undefined);
    return answer?.status ?? 0;
  }

  async get<T>(path: string): Promise<T> {
    const headers = { Authorization: `Bearer ${adminToken}` };
    const answer = await fetch(this.url + path, { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as T;
  }

  async anomalies(): Promise<Anomaly[]> {
    return (await this.get<{ items: Anomaly[] }>("/api/v1/anomalies?limit=500")).items;
  }

  /** The checks that fail, by name; nothing if it is ready. */
  async failing(): Promise<Record<string, string>> {
    const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(10_000) });
    const { ready, checks } = (await answer.json()) as { ready: boolean; checks: Check[] };
    const wrong = checks.filter(({ ok }) => !ok).map(({ name, detail }) => [name, detail] as const);
    if (ready !== (wrong.length === 0) || answer.ok !== ready) throw new Error("/readyz contradicts itself");
    return Object.fromEntries(wrong);
  }

  /** Waits until everything that was accepted is learned, and told where `told` is not false. */
  async settled(told = true): Promise<void> {
    await eventually("everything is learned and told", async () => {
      const { queue, outbox } = await this.get<{ queue: { lines: number }; outbox: { waiting: number } }>(
        "/api/v1/status",
      );
      return queue.lines === 0 && (!told || outbox.waiting === 0);
    });
  }
}

/** Settings that are alike in all tests of faults: an hour's warm-up, one token of everything. */
export function faultSettings(folder: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  process.env.FAULTS_TOKEN = adminToken;
  return {
    folder,
    warmUp: "1h",
    http: {
      requestsPerMinute: 100_000,
      tokens: [{ name: "admin", role: "admin", token: "env:FAULTS_TOKEN" }],
    },
    ...more,
  };
}

export interface Running extends Client {
  service: Service;
  folder: string;
  close(): Promise<void>;
}

/** The whole service in this process, with a store in memory. */
export async function openService(
  more: Record<string, unknown>,
  { clock, limits }: { clock?: SteadyClock; limits?: Parameters<typeof listen>[3] } = {},
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-faults-"));
  const settings = parseSettings(JSON.stringify(faultSettings(folder, more)), "test");
  const store = await openPglite();
  const service = await startService({
    settings,
    store,
    redact: (line) => line,
    log: () => {},
    version: "test",
    ...(clock ? { clock } : {}),
  });
  const server = await listen(buildApp(service), "127.0.0.1", 0, limits);
  const client = new Client(`http://127.0.0.1:${server.port}`);
  return Object.assign(client, {
    service,
    folder,
    async close() {
      await server.close();
      await service.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}
