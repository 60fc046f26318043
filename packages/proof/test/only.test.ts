import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repoRoot } from "@logstead/base";
import { expect, it } from "vitest";
import { select } from "../src/only.ts";

const suites = globSync("{packages/*,test/*,tools,ansible,infra/*}/package.json", { cwd: repoRoot })
  .map((file) => ({ file, ...JSON.parse(readFileSync(join(repoRoot, file), "utf8")) }))
  .filter(({ scripts }) => scripts?.test !== undefined || scripts?.["test:slow"] !== undefined)
  .map(({ name, file }) => [String(name).replace("@logstead/", ""), dirname(file)]);

it.each(suites)("--only %s means the suite of %s", (name) => {
  expect(select(name)).toEqual({ statics: [], units: { packages: [name] } });
});

it("names of several suites stand with commas between them", () => {
  expect(select("types,inventory,cli")).toEqual({
    statics: ["types"],
    units: { packages: ["inventory", "cli"] },
  });
});
