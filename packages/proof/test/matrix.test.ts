import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataDir } from "@logstead/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMatrix } from "../src/matrix.ts";

const sample = `# Matrix

| Short name | File |
|---|---|
| 000 | a.txt |

## Inventory (INV)

| ID | Requirement | Source |
|---|---|---|
| INV-01 | A \`a \\| b\` pipe. | 004 §x |
| INV-02 | Second. | 001 |

## Templates/Ansible: n8n (N8C)

| N8C-01 | Third. | 004 |

## Conflicts between seeds

| C-01 | Retention | both | a setting | INV-02 |
`;

describe("the requirement matrix", () => {
  it("reads ids, texts, areas and tells notes from requirements", () => {
    expect(parseMatrix(sample)).toEqual([
      { id: "INV-01", area: "Inventory", text: "A `a | b` pipe.", kind: "requirement" },
      { id: "INV-02", area: "Inventory", text: "Second.", kind: "requirement" },
      { id: "N8C-01", area: "n8n", text: "Third.", kind: "requirement" },
      { id: "C-01", area: "Conflicts between seeds", text: "Retention", kind: "note" },
    ]);
  });

  it("finds every row, whatever stands in its cells", () => {
    const cell = fc.string({ minLength: 1 }).map((s) => s.replace(/[\n\r\\|]/g, "·").trim() || "x");
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const rows = cells.map((c, i) => `| ABC-${i} | ${c} | source |`);
        expect(parseMatrix(rows.join("\n")).map((row) => row.id)).toEqual(rows.map((_, i) => `ABC-${i}`));
      }),
    );
  });

  const data = dataDir();
  it.skipIf(!data)(`${data ? "" : "skipped: no data folder: "}the real matrix has no row twice`, () => {
    const rows = parseMatrix(readFileSync(join(data as string, "requirements.md"), "utf8"));
    expect(rows.filter((row) => row.kind === "requirement").length).toBeGreaterThan(400);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  });
});
