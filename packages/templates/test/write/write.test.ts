import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkTree, readTree, writeTree } from "../../src/index.ts";
import { folderWith } from "../support/temporary.ts";
import { treeOf } from "../support/tree.ts";

const target = () => join(folderWith(), "deep/rendered");
const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");
const manifest = ".logstead-manifest.json";

test("files, folders and modes are as the tree says, and the tree is read back", async () => {
  const folder = target();
  const tree = treeOf({ "a/b/c.yaml": "c: 1\n", "run.sh": { content: "#!/bin/sh\n", mode: 0o750 } });
  expect(await writeTree(tree, folder)).toMatchObject({ written: true, problems: [] });
  expect(read(folder, "a/b/c.yaml")).toBe("c: 1\n");
  expect(statSync(join(folder, "run.sh")).mode & 0o777).toBe(0o750);
  expect(await readTree(folder)).toEqual({ ok: true, tree });
  expect(readdirSync(join(folder, ".."))).toEqual(["rendered"]);
});

test("writing again does nothing; unchanged files keep their time when others change", async () => {
  const folder = target();
  await writeTree(treeOf({ a: "1", b: "1", c: "1" }), folder);
  const before = statSync(join(folder, "a"), { bigint: true });
  expect(await writeTree(treeOf({ a: "1", b: "1", c: "1" }), folder)).toMatchObject({
    written: false,
    problems: [],
  });
  const result = await writeTree(treeOf({ a: "1", b: "2", d: "1" }), folder);
  expect(result.plan).toMatchObject({
    create: ["d"],
    change: ["b"],
    remove: ["c"],
    unchanged: ["a"],
    current: false,
  });
  expect(statSync(join(folder, "a"), { bigint: true }).mtimeNs).toBe(before.mtimeNs);
  expect(readdirSync(folder).sort()).toEqual([manifest, "a", "b", "d"]);
});

test("the check lists what would change and changes nothing", async () => {
  const folder = target();
  expect(await checkTree(treeOf({ a: "1" }), folder)).toMatchObject({ create: ["a"], current: false });
  expect(existsSync(join(folder, ".."))).toBe(false);
  await writeTree(treeOf({ a: "1", "x/y": "1" }), folder);
  expect(await checkTree(treeOf({ a: "1", "x/y": "1" }), folder)).toMatchObject({ current: true });
  expect(await checkTree(treeOf({ a: "2" }), folder)).toMatchObject({ change: ["a"], remove: ["x/y"] });
  expect(read(folder, "a")).toBe("1");
});

test("a folder that holds nothing any more is gone", async () => {
  const folder = target();
  await writeTree(treeOf({ "x/y/z": "1", a: "1" }), folder);
  await writeTree(treeOf({ a: "1" }), folder);
  expect(existsSync(join(folder, "x"))).toBe(false);
});

test("hand-edited files stop the write, each is told, and force overwrites them with a warning", async () => {
  const folder = target();
  await writeTree(treeOf({ a: "1", b: "1", c: "1" }), folder);
  for (const path of ["a", "b"]) writeFileSync(join(folder, path), "mine");
  const next = treeOf({ a: "1", c: "2" });
  const refused = await writeTree(next, folder);
  expect(refused).toMatchObject({ written: false });
  expect(refused.problems.map((p) => `${p.code} ${p.file}`)).toEqual([
    `rendered-file-edited ${join(folder, "a")}`,
    `rendered-file-edited ${join(folder, "b")}`,
  ]);
  expect([read(folder, "a"), read(folder, "c")]).toEqual(["mine", "1"]);
  const forced = await writeTree(next, folder, { force: true });
  expect(forced.problems.map((p) => p.severity)).toEqual(["warning", "warning"]);
  expect([read(folder, "a"), read(folder, "c"), existsSync(join(folder, "b"))]).toEqual(["1", "2", false]);
});

test("an edit that is what the new render says is no conflict, and a deleted file comes back", async () => {
  const folder = target();
  await writeTree(treeOf({ a: "1", b: "1" }), folder);
  writeFileSync(join(folder, "a"), "2");
  rmSync(join(folder, "b"));
  expect(await writeTree(treeOf({ a: "2", b: "1" }), folder)).toMatchObject({ written: true, problems: [] });
  expect([read(folder, "a"), read(folder, "b")]).toEqual(["2", "1"]);
});

test("foreign files stay, links too; in the way of a rendered file they are told", async () => {
  const folder = target();
  await writeTree(treeOf({ a: "1" }), folder);
  writeFileSync(join(folder, "README.md"), "notes");
  symlinkSync("README.md", join(folder, "link"));
  expect(await writeTree(treeOf({ a: "2" }), folder)).toMatchObject({ written: true, problems: [] });
  expect(readdirSync(folder).sort()).toEqual([manifest, "README.md", "a", "link"]);
  const blocked = await writeTree(treeOf({ "README.md/x": "1", link: "1" }), folder);
  expect(blocked.problems.map((p) => `${p.code} ${p.file}`)).toEqual([
    `rendered-file-foreign ${join(folder, "README.md")}`,
    `rendered-file-foreign ${join(folder, "link")}`,
  ]);
  await writeTree(treeOf({ "README.md/x": "1", link: "2" }), folder, { force: true });
  expect([read(folder, "README.md/x"), read(folder, "link")]).toEqual(["1", "2"]);
});

test("a lost executable bit is set again, other bits are a clone's own", async () => {
  const folder = target();
  const tree = treeOf({ run: { content: "x", mode: 0o755 } });
  await writeTree(tree, folder);
  chmodSync(join(folder, "run"), 0o700);
  expect((await checkTree(tree, folder)).current).toBe(true);
  chmodSync(join(folder, "run"), 0o644);
  expect((await checkTree(tree, folder)).change).toEqual(["run"]);
  await writeTree(tree, folder);
  expect(statSync(join(folder, "run")).mode & 0o777).toBe(0o755);
});

test("a manifest that is none, and a place that cannot be written to, are problems", async () => {
  const folder = target();
  await writeTree(treeOf({ a: "1" }), folder);
  writeFileSync(join(folder, manifest), "<<<<<<< HEAD");
  await expect(writeTree(treeOf({ a: "2" }), folder)).rejects.toMatchObject({
    problems: [{ code: "manifest-unreadable" }],
  });
  const below = join(folderWith({ file: "" }), "file/rendered");
  await expect(writeTree(treeOf({ a: "1" }), below)).rejects.toMatchObject({
    problems: [{ code: "write-failed" }],
  });
});
