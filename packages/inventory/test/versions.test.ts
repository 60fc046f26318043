import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ports, repoRoot, versions } from "@logstead/base";
import { expect, it } from "vitest";
import { collectorVersion, load } from "../src/index.ts";
import { inventories, nameOf } from "./examples.ts";

const text = (file: string) => readFileSync(join(repoRoot, file), "utf8");

it.each(inventories.map((file) => [nameOf(file), file]))(
  "%s pins the versions that are tested",
  (_, file) => {
    const loaded = load(file);
    if (!loaded.ok) throw new Error(`${file} does not load`);
    const { site } = loaded;
    expect(site.loki.version).toBe(versions.loki);
    for (const { settings } of Object.values(site.hosts))
      expect(collectorVersion(site, settings.collector.agent)).toBe(versions[settings.collector.agent]);
  },
);

it("the README shows the versions that are tested", () => {
  const shown = [...text("README.md").matchAll(/\b(loki|promtail|alloy|detector) (\d+\.\d+\.\d+)\b/g)];
  expect(shown.length).toBeGreaterThan(0);
  for (const [, name, version] of shown) expect(version).toBe(versions[name as keyof typeof versions]);
});

it("Logstead's own version is the detector's", () =>
  expect(JSON.parse(text("packages/cli/package.json")).version).toBe(versions.detector));

it("no other source file says a version or a default port again", () => {
  const source = "packages/base/src/defaults.ts";
  const folders = ["packages/*/src/**/*.ts", "{tools,ansible}/src/**/*.ts"];
  // a benchmark's numbers are its own
  const files = globSync(folders, { cwd: repoRoot }).filter((file) => !file.includes("/bench/"));
  const { detector: _, ...others } = versions;
  const numbers = [...Object.values(others), ...Object.values(ports), "12_345"].join("|");
  const literal = new RegExp(`(?<![\\w.:-])(${numbers.replaceAll(".", "\\.")})(?![\\w.-])`);
  // prose may name one, and an address in an example
  const isProse = (line: string) =>
    /^\s*(\/\/|\*|\/\*)|describe\(|examples|fix:|Example|\$ \.\/logstead/.test(line);
  const again = files.sort().flatMap((file) =>
    file === source
      ? []
      : text(file)
          .split("\n")
          .flatMap((line, i) =>
            literal.test(line) && !isProse(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [],
          ),
  );
  expect(again).toEqual([]);
});
