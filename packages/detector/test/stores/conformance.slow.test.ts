import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPglite } from "../../src/stores/pglite.ts";
import { openPostgresql } from "../../src/stores/postgresql.ts";
import { openRedis } from "../../src/stores/redis.ts";
import type { Change, Store } from "../../src/stores/store.ts";
import { exportStore, importStore } from "../../src/stores/transfer.ts";
import "../support/seed.ts";
import { eventually, postgresql, redis, type Server } from "../support/servers.ts";

/** Where a store's state is, and how to open it again. */
interface Place {
  open(): Promise<Store>;
  server?: Server;
  remove(): Promise<void>;
}

const places: Record<string, () => Promise<Place>> = {
  async pglite() {
    const folder = mkdtempSync(join(tmpdir(), "logstead-pglite-"));
    return {
      open: () => openPglite(folder),
      remove: async () => rmSync(folder, { recursive: true }),
    };
  },
  async "PostgreSQL 15"() {
    const server = await postgresql();
    return {
      open: () => openPostgresql({ url: server.url, user: "logstead" }),
      server,
      remove: () => server.remove(),
    };
  },
  async "Redis 7"() {
    const server = await redis();
    return { open: () => openRedis({ url: server.url }), server, remove: () => server.remove() };
  },
};

const put = (id: string, at: number, state?: string, body: unknown = { id }): Change => ({
  put: "anomalies",
  document: { id, at, ...(state === undefined ? {} : { state }), body },
});

describe.each(Object.keys(places))("[DET-13] [DDP-07] %s", (name) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = await (places[name] as () => Promise<Place>)();
    store = await place.open();
  });
  afterAll(async () => {
    await store?.close();
    await place?.remove();
  });
  const clear = () => store.prune("anomalies", Number.MAX_SAFE_INTEGER);
  const ids = async (options = {}) => (await store.list("anomalies", options)).map((d) => d.id);

  it("keeps documents as they were given", async () => {
    const body = { text: "ünï'\"\\ \u0001 <*>", list: [1, 2.5, null], at: 1_700_000_000_123.5 };
    await store.write([put("a", 1_700_000_000_123.25, "firing", body)]);
    expect(await store.get("anomalies", "a")).toEqual({
      id: "a",
      at: 1_700_000_000_123.25,
      state: "firing",
      body,
    });
    await store.write([put("a", 5, undefined, {})]);
    expect(await store.get("anomalies", "a")).toEqual({ id: "a", at: 5, body: {} });
    expect(await store.count("anomalies", "firing")).toBe(0);
    await store.write([{ remove: "anomalies", id: "a" }]);
    expect(await store.get("anomalies", "a")).toBeUndefined();
    expect(await store.count("anomalies")).toBe(0);
  });

  it("lists in order, by state and time, page by page", async () => {
    await clear();
    const all = [put("b", 2, "x"), put("a", 2, "y"), put("c", 1, "x"), put("d", 3, "x"), put("B", 2, "x")];
    await store.write(all);
    expect(await ids()).toEqual(["c", "B", "a", "b", "d"]);
    expect(await ids({ order: "down" })).toEqual(["d", "b", "a", "B", "c"]);
    expect(await ids({ state: "x" })).toEqual(["c", "B", "b", "d"]);
    expect(await ids({ from: 2, to: 3 })).toEqual(["B", "a", "b"]);
    expect(await ids({ after: { at: 2, id: "a" }, limit: 1 })).toEqual(["b"]);
    expect(await ids({ after: { at: 2, id: "a" }, order: "down" })).toEqual(["B", "c"]);
    expect(await store.count("anomalies")).toBe(5);
    expect(await store.prune("anomalies", 3, "x")).toBe(3);
    expect(await ids()).toEqual(["a", "d"]);
  });

  it("pages through any set of documents without loss or repetition", async () => {
    const sets = fc.uniqueArray(
      fc.tuple(fc.stringMatching(/^[a-zA-Z0-9_-]{1,4}$/), fc.integer({ min: 0, max: 5 })),
      {
        selector: ([id]) => id,
        maxLength: 30,
      },
    );
    const property = fc.asyncProperty(
      sets,
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      async (set, limit, up) => {
        await clear();
        await store.write(set.map(([id, at]) => put(id, at)));
        const order = up ? ("up" as const) : ("down" as const);
        const seen: string[] = [];
        let after: { at: number; id: string } | undefined;
        for (;;) {
          const page = await store.list("anomalies", { order, limit, ...(after ? { after } : {}) });
          seen.push(...page.map((d) => d.id));
          after = page.at(-1);
          if (page.length < limit) break;
        }
        expect(seen).toEqual(await ids({ order, limit: 1000 }));
        expect(seen.toSorted()).toEqual(set.map(([id]) => id).toSorted());
      },
    );
    await fc.assert(property, { numRuns: 15 });
  });

  it("changes all or nothing", async () => {
    await clear();
    const broken = { put: "nowhere", document: { id: "y", at: 1, body: undefined } } as unknown as Change;
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const bad: Change = put("z", 1, undefined, circle);
    await expect(store.write([put("x", 1), bad, broken])).rejects.toThrow();
    expect(await store.count("anomalies")).toBe(0);
  });

  it("replaces a checkpoint of several parts, bit by bit", async () => {
    const blob = Buffer.alloc(2_500_000, Buffer.from([0, 255, 10, 128, 39, 92]));
    await store.write([{ checkpoint: blob }, put("with", 1)]);
    expect(Buffer.compare((await store.checkpoint()) as Uint8Array, blob)).toBe(0);
    await store.write([{ checkpoint: Buffer.from("small") }]);
    expect(Buffer.from((await store.checkpoint()) as Uint8Array).toString()).toBe("small");
  });

  it("survives its own end", async () => {
    await clear();
    await store.write([put("kept", 7, "firing"), { checkpoint: Buffer.from("learned") }]);
    await store.close();
    if (place.server) {
      await place.server.kill();
      await place.server.start();
    }
    store = await eventually("the store is open again", () => place.open());
    expect((await store.get("anomalies", "kept"))?.at).toBe(7);
    expect(Buffer.from((await store.checkpoint()) as Uint8Array).toString()).toBe("learned");
  });

  it("exports everything, and imports nothing of a cut export", async () => {
    await clear();
    await store.write([
      put("one", 1, "firing", { deep: [1] }),
      put("two", 2),
      { checkpoint: Buffer.from([0, 1, 255]) },
    ]);
    let text = "";
    for await (const line of exportStore(store)) text += line;
    const other = await openPglite();
    try {
      const lines = text.trimEnd().split("\n");
      await expect(importStore(other, lines.toSpliced(1, 1).join("\n"))).rejects.toThrow(
        /cut or was changed/,
      );
      await expect(importStore(other, text.replace('"deep":[1]', '"deep":[2]'))).rejects.toThrow(/changed/);
      expect(await other.count("anomalies")).toBe(0);
      await importStore(other, text);
      expect(await other.list("anomalies")).toEqual(await store.list("anomalies"));
      expect([...((await other.checkpoint()) as Uint8Array)]).toEqual([0, 1, 255]);
    } finally {
      await other.close();
    }
  });

  it("says when it is gone and works when it is back", async () => {
    if (!place.server) return;
    await place.server.kill();
    await expect(store.ping()).rejects.toThrow();
    await expect(store.write([put("lost", 1)])).rejects.toThrow();
    await place.server.start();
    await eventually("the store answers", async () => {
      await store.ping();
      return true;
    });
    await eventually("it can be written", async () => {
      await store.write([put("found", 1)]);
      return true;
    });
    expect((await store.get("anomalies", "found"))?.id).toBe("found");
  });
});
