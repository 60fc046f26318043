import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProblemError } from "@logstead/base";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readBackup } from "../src/backup/manifest.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logstead-backup-"));
  writeFileSync(join(folder, "loki.tar.gz"), "data");
  const hash = createHash("sha256").update("data").digest("hex");
  writeFileSync(
    join(folder, "manifest.json"),
    JSON.stringify({ environment: "lab", files: { "loki.tar.gz": hash } }),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const refused = () =>
  readBackup(folder).then(
    () => expect.fail("it was read"),
    (error: ProblemError) => error.problems[0],
  );

it("reads a whole backup", async () => {
  expect(await readBackup(folder)).toMatchObject({ environment: "lab" });
});

it.each([
  ["there is no manifest.json", () => unlinkSync(join(folder, "manifest.json"))],
  ["loki.tar.gz is missing", () => unlinkSync(join(folder, "loki.tar.gz"))],
  ["loki.tar.gz is not what was written", () => writeFileSync(join(folder, "loki.tar.gz"), "dato")],
])("refuses one of which %s", async (got, spoil) => {
  spoil();
  expect(await refused()).toMatchObject({ code: "no-backup", got });
});
