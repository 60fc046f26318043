import fc from "fast-check";
import { expect, test } from "vitest";
import { renderedTree } from "../../src/index.ts";
import { treeOf } from "../support/tree.ts";

const file = (content = "x", mode = 0o644) => ({ content, mode });
const codes = (...paths: string[]) => {
  const result = renderedTree(paths.map((path) => [path, file()] as const));
  return result.ok ? [] : result.problems.map((p) => `${p.code} ${p.path}`);
};

test.each([
  "/etc/x",
  "../x",
  "a/../x",
  "./x",
  "a//b",
  "a/",
  "",
  "a\nb",
  "a\\b",
  `${"y".repeat(256)}`,
  ".logstead-manifest.json",
])("the path %j is refused", (path) => expect(codes(path)).toEqual([`tree-path ${path}`]));

test("every wrong path is told: twice there, and a file that is a folder too", () => {
  expect(codes("a", "a", "b", "b/c", "/d")).toEqual([
    "tree-path-twice a",
    "tree-path /d",
    "tree-path-twice b",
  ]);
});

test.each([-1, 0o200, 0o4755, 1.5])("the mode %d is refused", (mode) => {
  expect(renderedTree([["a", file("x", mode)]])).toMatchObject({
    problems: [{ code: "tree-mode", path: "a" }],
  });
});

test("order and hash do not depend on the order of rendering", () => {
  const paths = fc.uniqueArray(fc.stringMatching(/^[a-zA-Z.é_-]{2,6}[a-z]$/), { minLength: 1 });
  fc.assert(
    fc.property(paths, (list) => {
      const [one, two] = [list, [...list].reverse()].map((all) =>
        renderedTree(all.map((p) => [p, file(p)] as const)),
      );
      expect(one).toEqual(two);
      expect(one?.ok && [...one.tree.files.keys()]).toEqual([...list].sort());
    }),
  );
});

test("content, mode, owner, checker and path are in the hash, and content alone in a file's", () => {
  const variants = [
    treeOf({ a: "1" }),
    treeOf({ a: "2" }),
    treeOf({ b: "1" }),
    treeOf({ a: { content: "1", mode: 0o600 } }),
    treeOf({ a: { content: "1", mode: 0o644, owner: "root" } }),
    treeOf({ a: { content: "1", mode: 0o644, checker: "nginx" } }),
  ];
  expect(new Set(variants.map((tree) => tree.hash)).size).toBe(variants.length);
  expect(variants[3]?.hashes.get("a")).toBe(variants[0]?.hashes.get("a"));
});
