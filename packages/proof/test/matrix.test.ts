import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMatrix, withProof } from "../src/matrix.ts";
import type { TestResult } from "../src/types.ts";

const sample = `# Requirements

| Name | File |
|---|---|
| 000 | a.txt |

## Inventory (INV)

| Row | Requirement | Proven by |
|---|---|---|
| INV-01 | A \`a \\| b\` pipe. | open |
| INV-02 | Second. | [x.test.ts](../test/x.test.ts): old |

## n8n (N8C)

| N8C-01 | Third. | |
`;

const test = (file: string, title: string): TestResult => ({ suite: "x", file, title, status: "passed" });

describe("the requirement document", () => {
  it("is read by ids, texts and areas", () => {
    expect(parseMatrix(sample)).toEqual([
      { id: "INV-01", area: "Inventory", text: "A `a | b` pipe." },
      { id: "INV-02", area: "Inventory", text: "Second." },
      { id: "N8C-01", area: "n8n", text: "Third." },
    ]);
  });

  it("gets its last column from the tests, one of each file and three files at most", () => {
    const proofs = new Map([
      [
        "INV-01",
        [
          ...["e", "d", "c", "b"].map((name) => test(`test/${name}.test.ts`, `[INV-01] ${name}`)),
          test("test/b.test.ts", "group > [INV-02][INV-01] a <b> | c"),
        ],
      ],
    ]);
    expect(withProof(sample, proofs)).toBe(
      sample
        .replace(
          "pipe. | open |",
          "pipe. | [b.test.ts](../test/b.test.ts): a \\<b\\> \\| c<br>[c.test.ts](../test/c.test.ts): c<br>" +
            "[d.test.ts](../test/d.test.ts): d<br>and 1 more |",
        )
        .replace("[x.test.ts](../test/x.test.ts): old", "open")
        .replace("Third. | |", "Third. | open |"),
    );
  });

  it("keeps every row whatever stands in its cells, and is the same when written again", () => {
    const cell = fc.string({ minLength: 1 }).map((s) => s.replace(/[\n\r\\|]/g, "·").trim() || "x");
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, fc.array(cell)), { minLength: 1 }), (cells) => {
        const document = cells.map(([text], i) => `| ABC-${i} | ${text} | open |`).join("\n");
        const proofs = new Map(
          cells.map(([, titles], i) => [`ABC-${i}`, titles.map((title) => test(`${i}.test.ts`, title))]),
        );
        const written = withProof(document, proofs);
        expect(parseMatrix(written)).toEqual(parseMatrix(document));
        expect(parseMatrix(written).map((row) => row.id)).toEqual(cells.map((_, i) => `ABC-${i}`));
        expect(withProof(written, proofs)).toBe(written);
      }),
    );
  });
});
