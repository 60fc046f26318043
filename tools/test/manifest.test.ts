import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { linkerFlags } from "../src/install/go.ts";
import { keyOf, lockFiles, platform } from "../src/key.ts";
import { lookUp } from "../src/lookup.ts";
import { manifest } from "../src/manifest.ts";
import { atLeast, pinned } from "../src/probe.ts";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const ofKind = <K extends string>(kind: K) =>
  manifest.flatMap((tool) => (tool.source.kind === kind ? [{ tool, source: tool.source }] : []));

it("names every program once", () => {
  const names = manifest.flatMap((tool) => tool.programs.map((p) => p.name));
  expect(new Set(names).size).toBe(names.length);
});

it("finds every tool by its own name, as the list shows it", () => {
  for (const tool of manifest) expect(lookUp(manifest, tool.name).tool).toBe(tool);
});

it("keys every tool by version, platform and lock", () => {
  for (const tool of manifest)
    expect(keyOf(tool, root)).toMatch(new RegExp(`^${tool.version}-${platform}-[0-9a-f]{16}$`));
});

describe.each(ofKind("go"))("$tool.name", ({ tool, source }) => {
  if (source.kind !== "go") return;
  const mod = read(`${source.folder}/go.mod`);

  it("has the locked version, with its checksum", () => {
    expect(mod).toContain(`${source.module} v${tool.version}`);
    expect(read(`${source.folder}/go.sum`)).toContain(`${source.module} v${tool.version} h1:`);
  });

  it("locks exactly the programs it builds", () => {
    const block = /^tool \(\n([^)]*)\)/m.exec(mod)?.[1] ?? /^tool (.*)$/m.exec(mod)?.[1] ?? "";
    expect(
      block
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean)
        .toSorted(),
    ).toEqual(source.packages.toSorted());
    const built = source.packages.map((path) => path.split("/").at(-1));
    expect(built.toSorted()).toEqual(tool.programs.map((p) => p.name).toSorted());
  });

  it("is stripped and says its version", () => {
    expect(linkerFlags(source, "1.2.3")).toMatch(/^-s -w/);
    expect(linkerFlags(source, "1.2.3")).not.toContain("{version}");
  });
});

describe.each([...ofKind("python"), ...ofKind("wheel")])("$tool.name", ({ tool, source }) => {
  if (source.kind !== "python" && source.kind !== "wheel") return;
  const lock = read(source.lock);

  it("pins every package with a hash", () => {
    const packages = [
      ...lock.matchAll(/^[A-Za-z0-9._-]+(\[.*\])?==.*((?:\n {4}--hash=sha256:[0-9a-f]{64}( \\)?)+)/gm),
    ];
    expect(packages.length).toBe([...lock.matchAll(/^[A-Za-z0-9]/gm)].length);
  });

  it("has the manifest's version of its first program", () => {
    const pins = pinned(source.kind === "python" ? read(source.wanted) : source.package, lock);
    const first = source.kind === "python" ? tool.programs[0]?.package : source.package;
    expect(pins.get(first ?? "")).toBe(tool.version);
    for (const [name, version] of pins) expect(version, name).toMatch(/^\d/);
    if (source.kind === "python") for (const p of tool.programs) expect(pins.has(p.package ?? "")).toBe(true);
  });
});

describe("n8n", () => {
  const manifestOf = (path: string) => JSON.parse(read(path));

  it("has the locked version, and the Node that the workspace has", () => {
    const { dependencies, optionalDependencies } = manifestOf("n8n/package.json");
    expect(dependencies.n8n).toBe(manifest.find((tool) => tool.name === "n8n")?.version);
    const toolchain = manifestOf("toolchain/package.json").optionalDependencies;
    for (const [name, version] of Object.entries(optionalDependencies)) expect(toolchain[name]).toBe(version);
  });
});

it("locks hold no address: the user's own registry settings decide", () => {
  for (const file of manifest.flatMap((tool) => lockFiles(tool.source)))
    expect(read(file), file).not.toMatch(/^\s*(tarball|resolved|registry|--index-url|--find-links)\b/m);
});

describe("versions", () => {
  it.each([
    ["1.10.0", "1.9.2", true],
    ["1.9.2", "1.10.0", false],
    ["2.42.0+ds", "2.42.0", true],
    ["1.26", "1.26.5", false],
    ["3.11.7", "3.11", true],
  ])("%s is at least %s: %s", (version, least, right) => expect(atLeast(version, least)).toBe(right));
});
