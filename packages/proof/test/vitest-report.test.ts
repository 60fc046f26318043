import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Counted, readReport } from "../src/vitest-report.ts";

/** Vitest itself runs a package with every kind of ending, so that its report is the real one. */
describe("reading vitest's report", () => {
  const clone = mkdtempSync(join(tmpdir(), "logstead-report-"));
  const folder = "packages/sample";
  let counted: Counted;

  beforeAll(async () => {
    mkdirSync(join(clone, folder, "test"), { recursive: true });
    const write = (name: string, text: string) => writeFileSync(join(clone, folder, "test", name), text);
    write(
      "ends.test.ts",
      `describe("[INV-01] group", () => {
  it("passes", ({ task }) => { task.meta.kept = "2026-12-01T01:17:00.000Z"; });
  it("fails", () => {
    const text = "x".repeat(3);
    expect(text).toBe("y");
  });
  it.skip("skipped: no data", () => {});
});\n`,
    );
    write("broken.test.ts", `throw new Error("cannot be loaded");\n`);
    await execa("vitest", ["run", "--globals", "--reporter=json", "--outputFile=report.json"], {
      cwd: join(clone, folder),
      preferLocal: true,
      localDir: repoRoot,
      reject: false,
    });
    counted = readReport(join(clone, folder, "report.json"), "sample", folder) as Counted;
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  it("counts every ending, with titles of groups and paths inside the clone", () => {
    const ends = counted.tests.map((t) => `${t.status} ${t.file} ${t.title}`).sort();
    expect(ends).toEqual([
      "failed packages/sample/test/broken.test.ts the file loads",
      "failed packages/sample/test/ends.test.ts [INV-01] group > fails",
      "passed packages/sample/test/ends.test.ts [INV-01] group > passes",
      "skipped packages/sample/test/ends.test.ts [INV-01] group > skipped: no data",
    ]);
  });

  it("says since when a result is kept, where the test says it", () => {
    expect(counted.tests.flatMap(({ kept }) => kept ?? [])).toEqual(["2026-12-01T01:17:00.000Z"]);
  });

  it("says where a test failed and why, without the stack", () => {
    const failure = counted.failures.find((f) => f.title.endsWith("fails"));
    expect(failure).toMatchObject({ file: "packages/sample/test/ends.test.ts", line: 5 });
    expect(failure?.message).toContain("expected 'xxx' to be 'y'");
    expect(failure?.message).not.toMatch(/node_modules|^\s+at /m);
  });

  it("says why a file could not be loaded", () => {
    expect(counted.failures.find((f) => f.title === "the file loads")?.message).toContain("cannot be loaded");
  });

  it("knows a report that is not there", () => {
    expect(readReport(join(clone, "absent.json"), "sample", folder)).toBeUndefined();
  });
});
