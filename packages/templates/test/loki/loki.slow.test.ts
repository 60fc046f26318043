import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { day, lokiWith, until } from "./server.ts";

type Loki = Awaited<ReturnType<typeof lokiWith>>;

describe("retention", () => {
  let loki: Loki;
  beforeAll(async () => {
    // All as rendered; only the compactor's pace is another one, so that nobody waits for two hours.
    loki = await lokiWith(
      "  retention: {default: 30d, deleteDelay: 1s}\n  limits: {rejectOldSamplesMaxAge: 30d}\nlogKinds:\n  gateway-access: {retentionDays: 14, rotation: daily}\n  gateway-error: {retentionDays: 30, rotation: daily}\n",
      ["-compactor.compaction-interval=5s"],
    );
  });
  afterAll(() => loki.remove());

  const stream = (kind: string) => ({ tenant: "homelab", job: "test", kind });
  /** Chunks lie two folders deep, below their tenant and stream. */
  const chunks = () => globSync("chunks/fake/*/*", { cwd: loki.data }).length;

  it("[RET-01] [RET-03] [INV-08] [INV-09] really deletes what is older than its kind is kept, and nothing else", async () => {
    const now = Date.now();
    const old = now - 20 * day;
    for (const kind of ["gateway-access", "gateway-error"]) {
      const answer = await loki.push(stream(kind), [[old, `old ${kind}`]]);
      expect(answer).toEqual({ status: 204, text: "" });
    }
    // In a chunk of its own: one is deleted when all of its lines are old enough.
    await loki.push({ ...stream("gateway-access"), job: "other" }, [[now, "new gateway-access"]]);
    await loki.post("/flush");
    await until("chunks are on disk", async () => chunks() === 3);
    // A stopping ingester hands its index over; a running one does so after a quarter of an hour. What it
    // has flushed must not come back from its log into memory, where no retention looks.
    await restarted("wal");
    await until("the chunk that is too old is gone from the disk", async () => chunks() === 2);
    // The ingester's copies of index files live for some time after the compactor has rewritten them.
    await restarted("index/multitenant");
    const find = (kind: string) => loki.lines(`{kind="${kind}"}`, old - day, now + day);
    await until("the index is there again", async () => (await find("gateway-error")).length > 0);
    expect(await find("gateway-access")).toEqual(["new gateway-access"]);
    expect(await find("gateway-error")).toEqual(["old gateway-error"]);
  });

  async function restarted(without: string): Promise<void> {
    await loki.stop();
    rmSync(join(loki.data, without), { recursive: true, force: true });
    await loki.start();
  }
});

describe("limits", () => {
  let loki: Loki;
  beforeAll(async () => {
    loki = await lokiWith("  limits: {maxLineSize: 1KiB, rejectOldSamplesMaxAge: 168h, maxStreams: 100}\n");
  });
  afterAll(() => loki.remove());
  const labels = { tenant: "homelab", job: "limits" };

  it("[OCN-13] [RET-15] [INV-10] refuses a line that is older than a week", async () => {
    const answer = await loki.push(labels, [[Date.now() - 8 * day, "too old"]]);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("too old");
    expect((await loki.push(labels, [[Date.now() - 6 * day, "old"]])).status).toBe(204);
  });

  it("cuts a long line, marks it and counts it", async () => {
    const now = Date.now();
    expect((await loki.push({ ...labels, job: "long" }, [[now, "x".repeat(5000)]])).status).toBe(204);
    let found: string[] = [];
    await until("the line is found", async () => {
      found = await loki.lines('{job="long"}', now - 60_000, now + 60_000);
      return found.length > 0;
    });
    expect(found).toEqual([expect.stringMatching(/^x{900,1024}.*…\[cut at 1KiB\]$/)]);
    expect(await loki.get("/metrics")).toMatch(/loki_mutated_samples_total\{[^}]*line_too_long[^}]*\} 1/);
  });

  it("refuses more streams than a tenant may have", async () => {
    let refused = 0;
    for (let i = 0; i < 130; i++)
      if ((await loki.push({ ...labels, job: `stream${i}` }, [[Date.now(), "one"]])).status === 429)
        refused++;
    expect(refused).toBeGreaterThan(0);
  });

  it("[OCN-06] [OCN-07] invents no service_name label", async () => {
    expect(JSON.parse(await loki.get("/loki/api/v1/labels")).data).not.toContain("service_name");
  });
});
