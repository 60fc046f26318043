import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { expect, it } from "vitest";

const document = readFileSync(join(repoRoot, "docs/architecture.md"), "utf8");

it("docs/architecture.md names files and folders that exist", () => {
  const names = [...document.matchAll(/`([\w.-]+(?:\/[\w.<>*-]+)+)\/?`/g)].map(([, name]) => name as string);
  const named = names.filter((name) => !name.includes("<"));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !existsSync(join(repoRoot, name)))).toEqual([]);
});

it("each package imports just what docs/architecture.md says", () => {
  const rows = [...document.matchAll(/^\| `([\w/-]+)` \| .* \| (.*) \|$/gm)];
  const said = Object.fromEntries(
    rows.map(([, folder, imports = ""]) => [folder, imports === "nothing" ? [] : imports.split(", ").sort()]),
  );
  const folders = globSync("{packages/*,test/*,tools,ansible}/package.json", { cwd: repoRoot });
  const found = folders.map((file) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(repoRoot, file), "utf8"));
    const ours = Object.keys(dependencies).flatMap((name) => /^@logstead\/(.*)$/.exec(name)?.[1] ?? []);
    return [file.replace("/package.json", ""), ours.sort()] as const;
  });
  // a folder with tests alone is imported by nobody and imports for its tests
  expect(said).toEqual(
    Object.fromEntries(found.filter(([folder]) => existsSync(join(repoRoot, folder, "src")))),
  );
});
