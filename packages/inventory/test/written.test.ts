import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { expect, it } from "vitest";
import { load, written } from "../src/index.ts";

const home = join(repoRoot, "infra/environments/home.yaml");

it("lists what is written below a setting, with its place", () => {
  const all = written(home);
  expect(all.below(["loki"])).toEqual([
    ["loki", "version"],
    ["loki", "resources"],
    ["loki", "retention"],
  ]);
  expect(all.has(["loki", "limits"])).toBe(false);
  expect(all.valueOf(["loki", "retention", "default"])).toBe("30d");
  expect(all.placeOf(["loki", "retention", "default"])).toMatchObject({
    file: home,
    path: "loki.retention.default",
    line: expect.any(Number),
  });
});

it("loads the inventory as if a setting were not written", () => {
  const loaded = written(home).without(["loki", "retention", "default"]);
  expect(loaded.ok && loaded.site.loki.retention.default).toBe("336h");
  const before = load(home);
  expect(before.ok && before.site.loki.retention.default).toBe("30d");
});

it("says when a setting cannot be left out", () => {
  expect(written(home).without(["site", "name"]).ok).toBe(false);
});

it("knows the parts of an inventory of several files", () => {
  const all = written(join(repoRoot, "examples/enterprise.yaml"));
  expect(all.placeOf(["hosts", "app01", "address"]).file).toMatch(/enterprise\/hosts\.yaml$/);
  const loaded = all.without(["hosts", "app02"]);
  // A maintenance names app02, so it cannot go; another host can.
  expect(loaded.ok).toBe(false);
  expect(Object.keys(all.without(["hosts", "win01"]))).toContain("site");
});
