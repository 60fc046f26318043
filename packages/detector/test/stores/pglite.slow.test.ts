import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openPglite } from "../../src/stores/pglite.ts";

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0);

it("takes no more of the disk however often what was learned is saved", async () => {
  const folder = mkdtempSync(join(tmpdir(), "logstead-pglite-"));
  const store = await openPglite(folder);
  try {
    const blob = randomBytes(1_000_000);
    const save = async (times: number) => {
      for (let i = 0; i < times; i++) await store.write([{ checkpoint: blob }]);
    };
    await save(20);
    const before = sizeOf(folder);
    await save(26);
    expect(sizeOf(folder)).toBeLessThan(before + 26_000_000);
    expect(Buffer.compare((await store.checkpoint()) as Uint8Array, blob)).toBe(0);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
