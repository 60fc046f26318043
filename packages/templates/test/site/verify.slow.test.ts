import { expect, it } from "vitest";
import { siteTree, verifyTree } from "../../src/index.ts";
import { inventories, nameOf, siteOf } from "./sites.ts";

it.each(inventories.map((file) => [nameOf(file), file] as const))(
  "[OCN-02] [OCN-03] every file of %s is one that the program which reads it takes",
  async (_, file) => {
    const result = siteTree(siteOf(file));
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { verdicts } = await verifyTree(result.tree);
    const wrong = verdicts.filter(({ state }) => state === "wrong");
    // As text: of nested lists a report shows no more than how long they are.
    expect(JSON.stringify(wrong.map(({ paths, diagnostics }) => [paths[0], diagnostics]))).toBe("[]");
    const skipped = verdicts.filter(({ state }) => state === "skipped").map(({ checker }) => checker);
    // Alloy is never fetched; everything else is.
    expect(skipped.filter((name) => name !== "alloy" && name !== "powershell")).toEqual([]);
  },
);
