import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { describe, expect, it, test } from "vitest";
import { deviceFormats, kindOf, Source, sourceKinds } from "../src/index.ts";

const types = sourceKinds.map(({ type }) => type);
const named = types.map((type) => type.replaceAll("-", "\\-")).join("|");

/** A comparison with a kind's name, a case of it, or a key of a table by kind. */
const branches = [
  new RegExp(`\\b(?:type|kind)\\)?\\s*[!=]==?\\s*["'\`](?:${named})["'\`]`),
  new RegExp(`["'\`](?:${named})["'\`]\\s*[!=]==?\\s*[\\w.]*\\b(?:type|kind)\\b`),
  new RegExp(`\\bcase\\s+["'](?:${named})["']\\s*:`),
  /["'](?:docker-files|podman-files|kubernetes-pods)["']/,
];

/** Where such a word means something else. */
const elsewhere = [
  // what the lab itself writes with: streams of traffic, not sources of an inventory
  "packages/lab/src/traffic/sinks.ts",
  // the stage `docker` of a pipeline
  "packages/agent/src/stages/lower.ts",
  "packages/agent/src/interpret/compile.ts",
];

const files = globSync(["packages/*/src/**/*.ts", "test/*/src/**/*.ts", "ansible/src/**/*.ts"], {
  cwd: repoRoot,
  exclude: (name) => String(name).includes("node_modules"),
}).filter((file) => !file.startsWith("packages/sources/"));

test("no code outside this package knows a kind of source by its name", () => {
  expect(files.length).toBeGreaterThan(400);
  const found = files
    .filter((file) => !elsewhere.includes(file))
    .flatMap((file) =>
      readFileSync(join(repoRoot, file), "utf8")
        .split("\n")
        .flatMap((line, i) =>
          branches.some((one) => one.test(line)) ? [`${file}:${i + 1}: ${line.trim()}`] : [],
        ),
    );
  expect(found).toEqual([]);
});

test("such a branch would be found", () => {
  for (const line of [
    'if (source.type === "journal") return;',
    'read.kind !== "files" && other',
    '    case "podman-files":',
    'const types = ["docker-files"];',
  ])
    expect(
      branches.some((one) => one.test(line)),
      line,
    ).toBe(true);
});

describe("the registry", () => {
  it("has each kind and each device format once", () => {
    expect(types).toEqual([...new Set(types)]);
    expect(deviceFormats).toEqual([...new Set(deviceFormats)]);
  });

  it("refuses an unknown kind", () => {
    expect(Source.safeParse({ type: "carrier-pigeon" }).success).toBe(false);
    expect(() => kindOf({ type: "carrier-pigeon" })).toThrow("carrier-pigeon");
  });

  it.each(types)("%s is a folder of its own, and the inventory's type", (type) => {
    expect(existsSync(join(repoRoot, "packages/sources/src", type, "index.ts"))).toBe(true);
    const problems = Source.safeParse({ type }).error?.issues ?? [];
    expect(problems.filter(({ path }) => path[0] === "type")).toEqual([]);
  });

  it.each(sourceKinds.flatMap((kind) => (kind.plant ? [[kind.type, kind.plant] as const] : [])))(
    "%s brings the program that plants its line",
    (_, plant) => {
      expect(readFileSync(plant, "utf8")).toMatch(/^(?:WRITERS|SLOW)\["\w+"\] = \w+$/m);
    },
  );
});
