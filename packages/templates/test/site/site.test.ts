import { expect, it } from "vitest";
import { siteFiles, siteTree } from "../../src/index.ts";
import { inventories, nameOf, siteOf } from "./sites.ts";

it.each(inventories.map((file) => [nameOf(file), file] as const))(
  "%s renders without a problem",
  (_, file) => {
    const result = siteTree(siteOf(file));
    expect(result.ok ? [] : result.problems).toEqual([]);
  },
);

it("names for every file the settings it comes from", () => {
  for (const file of inventories)
    for (const one of siteFiles(siteOf(file)))
      expect({ [one.path]: one.from.length }).not.toEqual({ [one.path]: 0 });
});
