import { matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";
import { closure, Files, inputsOf, keyOf } from "../src/inputs.ts";
import { Lock } from "../src/lock.ts";
import { staticNames } from "../src/statics.ts";
import { type Suite, suites } from "../src/suites.ts";
import { type Package, suiteName, workspace } from "../src/workspace.ts";

const needs: Suite = { budget: 10, cores: 1, memory: 100 };
const pkg = (name: string, ...imports: string[]): Package => ({
  name,
  folder: `packages/${name}`,
  imports,
  tasks: ["test"],
});
const packages = [
  pkg("base"),
  pkg("proof", "base"),
  pkg("low", "base"),
  pkg("high", "low"),
  pkg("cli", "high", "proof"),
];
const high = packages[3] as Package;
const paths = [
  "ansible/rendered/lab/site.yaml",
  "docs/high.md",
  "docs/low.md",
  "packages/base/src/index.ts",
  "packages/cli/src/main.ts",
  "packages/high/files/a.njk",
  "packages/high/test/a.test.ts",
  "packages/high/test/b.test.ts",
  "packages/high/test/helper.ts",
  "packages/low/src/index.ts",
  "packages/low/src/one.test.ts",
  "packages/low/test/helper.ts",
  "packages/proof/src/index.ts",
  "tsconfig.json",
];
const inputs = (suite: Partial<Suite> = {}) =>
  inputsOf(
    { pkg: high, tests: ["packages/high/test/a.test.ts"], suite: { ...needs, ...suite } },
    packages,
    paths,
  );

describe("what a result depends on", () => {
  it("is its package without the other tests, and the packages below it without theirs", () => {
    expect(inputs()).toEqual([
      "packages/base/src/index.ts",
      "packages/high/files/a.njk",
      "packages/high/test/a.test.ts",
      "packages/high/test/helper.ts",
      "packages/low/src/index.ts",
      "tsconfig.json",
    ]);
  });

  it("is also what the suite says it reads, and no more", () => {
    const more = inputs({ reads: ["docs/**", "!docs/low.md"] }).filter((path) => !inputs().includes(path));
    expect(more).toEqual(["docs/high.md"]);
  });

  it("follows the last glob that fits, and hidden files are files like others", () => {
    const hidden = "ansible/rendered/lab/.logstead-manifest.json";
    const read = (reads: string[]) =>
      inputsOf({ pkg: high, tests: [], suite: { ...needs, reads } }, packages, [hidden]);
    expect(read(["ansible/**"])).toEqual([hidden]);
    expect(read(["ansible/**", "!ansible/rendered/**"])).toEqual([]);
    expect(read(["!ansible/rendered/**", "ansible/rendered/**"])).toEqual([hidden]);
  });

  it("is what runs when it runs ./logstead, without what only runs tests", () => {
    const more = inputs({ runs: ["cli"] }).filter((path) => !inputs().includes(path));
    expect(more).toEqual(["packages/cli/src/main.ts"]);
    expect(closure(packages[4] as Package, [], packages).map((p) => p.name)).toContain("proof");
  });

  it("a rendering is part of it only where it is read", () => {
    expect(inputs({ reads: ["ansible/**"] })).toContain("ansible/rendered/lab/site.yaml");
    const ansible: Package = { name: "ansible", folder: "ansible", imports: [], tasks: ["test"] };
    expect(inputsOf({ pkg: ansible, tests: [], suite: needs }, packages, paths)).toEqual(["tsconfig.json"]);
  });
});

describe("the key of a result", () => {
  const lock = (version: string) =>
    new Lock(`
importers:
  .: {devDependencies: {vitest: {specifier: x, version: 5.0.0}}}
  packages/high: {dependencies: {yaml: {specifier: x, version: ${version}}}}
  packages/cli: {dependencies: {hono: {specifier: x, version: 4.0.0}}}
packages:
  yaml@${version}: {resolution: {integrity: sha512-${version}}}
snapshots:
  vitest@5.0.0: {}
  hono@4.0.0: {}
  yaml@${version}: {dependencies: {deep: 1.0.0}}
  deep@1.0.0: {}
`);
  const files = { paths, digest: (path: string) => path } as unknown as Files;
  const unit = { name: "high", pkg: high, tests: [], suite: needs };
  const key = (locked = lock("2.0.0"), of: Files = files, stamps: Record<string, string> = {}) =>
    keyOf(unit, packages, of, locked, stamps);
  const changed = (path: string) =>
    ({ paths, digest: (p: string) => (p === path ? "other" : p) }) as unknown as Files;

  it("follows from the content of what it depends on, and from nothing else", () => {
    expect(key()).toBe(key());
    expect(key(lock("2.0.0"), changed("packages/low/src/index.ts"))).not.toBe(key());
    expect(key(lock("2.0.0"), changed("packages/high/test/b.test.ts"))).toBe(key());
    expect(key(lock("2.0.0"), changed("ansible/rendered/lab/site.yaml"))).toBe(key());
  });

  it("follows from outside packages as the lock pins them, and from the machine", () => {
    expect(lock("2.0.0").closure(["packages/high"])).toEqual(["deep@1.0.0 ", "yaml@2.0.0 sha512-2.0.0"]);
    expect(key(lock("2.0.1"))).not.toBe(key());
    expect(key(lock("2.0.0"), files, { data: "absent" })).not.toBe(key());
  });
});

describe("the table of suites", () => {
  const all = workspace();
  const found = all.flatMap((p) => p.tasks.map((task) => ({ name: suiteName(p.name, task), p, task })));

  it("has each suite with its budget, and none that is gone", () => {
    expect(Object.keys(suites).sort()).toEqual(
      [...staticNames, "machine", ...found.map(({ name }) => name)].sort(),
    );
  });

  it("names files and packages that are there", () => {
    const { paths: here } = new Files();
    const dead = Object.entries(suites).flatMap(([name, { reads = [], runs = [] }]) => [
      ...reads
        .filter(
          (glob) =>
            !here.some((path) =>
              matchesGlob(path.replace(/(^|\/)\./g, "$1"), glob.replace("!", "").replace(/(^|\/)\./g, "$1")),
            ),
        )
        .map((glob) => `${name} reads ${glob}`),
      ...runs.filter((run) => !all.some((p) => p.name === run)).map((run) => `${name} runs ${run}`),
    ]);
    expect(dead).toEqual([]);
  });
});
