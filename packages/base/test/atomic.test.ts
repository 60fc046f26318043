import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { writeFileAtomic } from "../src/index.ts";

const dir = mkdtempSync(join(tmpdir(), "logstead-atomic-"));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("writes content and mode, makes folders, and leaves no temporary file", () => {
  const file = join(dir, "a/b/secret");
  writeFileAtomic(file, "one", 0o600);
  writeFileAtomic(file, "two", 0o600);
  expect(readFileSync(file, "utf8")).toBe("two");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(dir, "a/b"))).toEqual(["secret"]);
});
