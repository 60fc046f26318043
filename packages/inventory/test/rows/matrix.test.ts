import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

test("every row of the inventory's area has a test of its own", () => {
  const text = ["hosts", "loki", "labels", "services", "platform"]
    .map((area) => readFileSync(join(import.meta.dirname, `${area}.test.ts`), "utf8"))
    .join("\n");
  const rows = Array.from({ length: 50 }, (_, i) => `INV-${String(i + 1).padStart(2, "0")}`);
  expect(rows.filter((row) => !text.includes(`test("[${row}]`))).toEqual([]);
});
