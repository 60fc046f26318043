import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cloneWithToolchain, wrapper } from "./clone.ts";

const lastLine = (text: unknown) => String(text).trimEnd().split("\n").at(-1);

describe("./logstead test in a clone of its own", () => {
  it("counts, caches, and names what failed with file, line and message", async () => {
    const clone = await cloneWithToolchain();
    const env = { XDG_CACHE_HOME: join(clone, ".cache"), XDG_STATE_HOME: join(clone, ".state"), CI: "1" };
    const test = (...args: string[]) => wrapper(clone, ["test", ...args], { env });

    const first = await test("--only", "base");
    expect(first.exitCode).toBe(0);
    expect(lastLine(first.stdout)).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped$/);
    const passed = Number(/^\d+/.exec(lastLine(first.stdout) ?? "")?.[0]);
    const again = await test("--only", "base");
    expect(again.stdout).toMatch(/^base +unchanged/m);
    expect(lastLine(again.stdout)).toBe(lastLine(first.stdout));

    // Not written out here, so that looking for it does not find this file.
    const row = ["TST", "01"].join("-");
    writeFileSync(
      join(clone, "packages/base/test/planted.test.ts"),
      `import { expect, it } from "vitest";
it("[${row}] planted", () => {
  expect(1 + 1).toBe(3);
});
it.skip("skipped: planted", () => {});
`,
    );
    const broken = await test("--only", "base");
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toContain(
      `✗ base: [${row}] planted\n    packages/base/test/planted.test.ts:3\n    AssertionError: expected 2 to be 3`,
    );
    expect(lastLine(broken.stdout)).toBe(`${passed} passed, 1 failed, 1 skipped`);
    expect(String(broken.stdout).split("\n").length).toBeLessThan(20);

    const one = await test("--only", row, "--output", "json");
    expect(JSON.parse(String(one.stdout))).toMatchObject({ passed: 0, failed: 1, skipped: 0, full: false });
    const recorded = JSON.parse(readFileSync(join(clone, "reports/last-run.json"), "utf8"));
    expect(recorded).toMatchObject({ failed: 1, only: row });
  });
});
