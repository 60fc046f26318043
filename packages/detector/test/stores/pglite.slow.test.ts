import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openPglite } from "../../src/stores/pglite.ts";

const folder = mkdtempSync(join(tmpdir(), "logstead-pglite-"));
afterAll(() => rmSync(folder, { recursive: true }));

const mebi = 2 ** 20;
const size = (part: string) =>
  readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0) / mebi;

it("the embedded store takes no more disk with each checkpoint, which replaces the one before", async () => {
  const store = await openPglite(folder);
  const checkpoints = async (count: number) => {
    for (let i = 0; i < count; i++) await store.write([{ checkpoint: randomBytes(mebi) }]);
  };
  await checkpoints(4);
  const before = size("base");
  await checkpoints(32);
  expect(size("base")).toBeLessThan(before + 4);
  // Its log has segments of 16 MiB, of which one is in use and one ready.
  expect(size("pg_wal")).toBeLessThanOrEqual(33);
  await store.close();
});
