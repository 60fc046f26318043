import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { describe, expect, it } from "vitest";
import { parseMatrix, requirementsFile } from "../src/matrix.ts";

const document = readFileSync(requirementsFile, "utf8");
const rows = parseMatrix(document);
const ids = rows.map(({ id }) => id);

describe("docs/requirements.md", () => {
  it("has every requirement, each once", () => {
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(ids).toHaveLength(458);
  });

  it("has one heading for each area, with the rows in order and without a gap", () => {
    const headings = [...document.matchAll(/^## .* \(([A-Z0-9]{3})\)$/gm)].map(([, prefix]) => prefix);
    const areas = Map.groupBy(rows, ({ area }) => area);
    expect([...areas.values()].map((of) => [...new Set(of.map(({ id }) => id.slice(0, 3)))])).toEqual(
      headings.map((prefix) => [prefix]),
    );
    for (const of of areas.values())
      expect(of.map(({ id }) => Number(id.slice(4)))).toEqual(of.map((_, i) => i + 1));
  });

  it("has three cells in every row: id, requirement, and what proves it", () => {
    const broken = document
      .split("\n")
      .filter((line) => /^\| [A-Z0-9]{3}-\d/.test(line))
      .filter((line) => line.split(/(?<!\\)\|/).length !== 5 || !/\| (open|\[[^|]+) \|$/.test(line));
    expect(broken).toEqual([]);
    expect(rows.filter(({ text }) => text.length < 15)).toEqual([]);
  });

  it("has each row that the title of a test names", () => {
    const known = new Set(ids);
    const areas = new Set(ids.map((id) => id.slice(0, 3)));
    const named = testFiles().flatMap((file) =>
      [...readFileSync(join(repoRoot, file), "utf8").matchAll(/["[]([A-Z][A-Z0-9]{2})-(\d{2})["\]]/g)]
        .filter(([, area = ""]) => areas.has(area))
        .map(([, area, number]) => ({ file, id: `${area}-${number}` })),
    );
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter(({ id }) => !known.has(id))).toEqual([]);
  });
});

/** All tests, and files that are tests with a title; not those about titles themselves, whose ids are made up. */
function testFiles(): string[] {
  const folders = ["packages", "test"].flatMap((root) =>
    readdirSync(join(repoRoot, root)).map((name) => join(root, name, "test")),
  );
  return [...folders, "ansible/test"]
    .filter((folder) => !folder.startsWith("packages/proof"))
    .flatMap((folder) => testsIn(folder));
}

function testsIn(folder: string): string[] {
  try {
    const names = readdirSync(join(repoRoot, folder), { recursive: true }) as string[];
    return names.filter((name) => /(\.test\.ts|\.yaml)$/.test(name)).map((name) => join(folder, name));
  } catch {
    return []; // A package without tests.
  }
}
