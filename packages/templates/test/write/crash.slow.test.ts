import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTree, writeTree } from "../../src/index.ts";
import { folderWith } from "../support/temporary.ts";
import { treeOf } from "../support/tree.ts";
import { generation } from "./generations.ts";

const writer = join(import.meta.dirname, "writer.ts");
const beside = (folder: string) => readdirSync(join(folder, "..")).sort();

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files
    .map((one) => join(one.parentPath, one.name))
    .filter((path) => !path.endsWith("manifest.json"));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

/** Which generation is there, all of it, before any repair: in its place, or between the renames beside it. */
function wholeGeneration(folder: string): number {
  const found = contents(existsSync(folder) ? folder : join(folder, "../.rendered.logstead-old"));
  const n = Number(found["d0/f0"]);
  expect(found).toEqual(generation(n));
  return n;
}

async function repaired(folder: string, n: number): Promise<void> {
  expect(await readTree(folder)).toEqual({ ok: true, tree: treeOf(generation(n)) });
  expect(beside(folder)).toEqual(["rendered"]);
}

test("killed at a chosen change to the file system, the old tree is there until the new one is", async () => {
  const folder = join(folderWith(), "rendered");
  await writeTree(treeOf(generation(1)), folder);
  const run = (n: number, call: number) =>
    spawnSync(process.execPath, [writer, folder, String(n), String(call)], { encoding: "utf8" });
  const calls = Number(run(2, 0).stdout);
  // Threads write the files, which are not counted here: the next test kills in the middle of them, too.
  expect(calls).toBeGreaterThan(11);
  // The last three are the two renames and the removal of the old tree.
  const points = [3, 4, 5, calls - 6, calls - 3, calls - 2, calls - 1, calls];
  const after: string[] = [];
  for (const call of points) {
    await writeTree(treeOf(generation(4)), folder);
    expect(run(5, call).signal).toBe("SIGKILL");
    const there = beside(folder).map((name) => name.replace(".rendered.logstead-", ""));
    after.push(`${there.join(" ")}: ${wholeGeneration(folder)}`);
    await repaired(folder, wholeGeneration(folder));
  }
  expect(new Set(after)).toEqual(
    new Set(["rendered: 4", "next rendered: 4", "next old: 4", "old rendered: 5"]),
  );
});

test("killed at any moment, the folder holds one whole generation, and the next run goes on", async () => {
  const folder = join(folderWith(), "rendered");
  await writeTree(treeOf(generation(0)), folder);
  let last = 0;
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, [writer, folder, String(last + 1)]);
    await once(child.stdout, "data");
    // Some turns of the event loop, more each round: another moment of the work each time.
    for (let i = 0; i < round * 211; i++) await new Promise(setImmediate);
    child.kill("SIGKILL");
    await once(child, "exit");
    const n = wholeGeneration(folder);
    expect(n).toBeGreaterThanOrEqual(last);
    await repaired(folder, n);
    last = n;
  }
});

test("two writers at once: one after the other, the last one's tree is whole", async () => {
  const folder = join(folderWith(), "rendered");
  await Promise.all([1, 2, 3, 4].map((n) => writeTree(treeOf(generation(n)), folder)));
  await repaired(folder, wholeGeneration(folder));
});
