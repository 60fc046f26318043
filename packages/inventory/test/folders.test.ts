import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../src");

/** What each folder may import, besides its own files. */
const allowed: Record<string, string[]> = {
  read: [],
  schema: [],
  explain: ["read"],
  site: ["schema"],
  check: ["read", "schema", "explain", "site"],
  load: ["read", "schema", "explain", "site", "check"],
  views: ["schema", "site"],
};

const imports = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && file.includes("/"))
  .flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(/\b(?:from|import) *\(?"(\.[^"]+)"/g)].map(([, target = ""]) => ({
      file,
      from: file.split("/")[0] ?? "",
      to: relative(root, resolve(root, dirname(file), target)).split("/")[0] ?? "",
    }));
  });

test("folders import each other in one direction only, types included", () => {
  expect(imports.length).toBeGreaterThan(100);
  const wrong = imports.filter(({ from, to }) => from !== to && !allowed[from]?.includes(to));
  expect(wrong).toEqual([]);
});

test("no two folders may import each other", () => {
  const reach = (from: string): string[] => (allowed[from] ?? []).flatMap((to) => [to, ...reach(to)]);
  for (const folder of Object.keys(allowed)) expect(reach(folder)).not.toContain(folder);
});
