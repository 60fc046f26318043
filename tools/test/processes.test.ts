import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { withLock } from "@logstead/base";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findTool } from "../src/find.ts";
import { getTool, lockName } from "../src/get.ts";
import { pruneTools } from "../src/prune.ts";
import { Fixture } from "./fixture.ts";

let fixture: Fixture;
const children: ChildProcess[] = [];
beforeEach(() => {
  fixture = new Fixture();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  fixture.end();
});

const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

/** Another process that gets `hello` from this fixture's cache and prints its steps and the path. */
function another(env: NodeJS.ProcessEnv = {}) {
  const { root, cache } = fixture.setting;
  const code = `import { getTool } from ${module("../src/get.ts")};
    import { hello } from ${module("./fixture.ts")};
    const setting = { tools: [hello], ...${JSON.stringify({ root, cache })} };
    const tool = await getTool(setting, "hello", { onProgress: (p) => console.log(p.step) });
    console.log(tool.path);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

const entries = () => readdirSync(join(fixture.setting.cache, "hello"));

it("a build that is killed is not found, its compiler ends with it, and the next call goes on", async () => {
  const held = fixture.pipe("held");
  const child = another({ HELD: held, GATE: fixture.pipe("gate") });
  const alive = createReadStream(held);
  await once(alive, "data");
  expect(entries()).toEqual([expect.stringMatching(/^\.new-/)]);
  child.kill("SIGKILL");
  await once(alive, "end");
  expect(await findTool(fixture.setting, "hello")).toBeUndefined();
  const tool = await getTool(fixture.setting, "hello");
  expect(entries()).toHaveLength(1);
  expect(tool.path).toContain(entries()[0]);
  expect(fixture.runs).toBe(2);
});

it("two processes at once build once", async () => {
  const gate = fixture.pipe("gate");
  const held = fixture.pipe("held");
  const both = [another({ HELD: held, GATE: gate }), another({ HELD: held, GATE: gate })];
  createReadStream(held).resume();
  const outputs = both.map((child) => text(child.stdout));
  await Promise.race(
    both.map(
      (child) =>
        new Promise<void>((done) => child.stdout.on("data", (d) => String(d).includes("wait") && done())),
    ),
  );
  writeFileSync(gate, "go on\n");
  const [one, two] = await Promise.all(outputs);
  expect(one?.trim().split("\n").at(-1)).toBe(two?.trim().split("\n").at(-1));
  expect(fixture.runs).toBe(1);
});

it("a caller that gives up stops its build and leaves nothing behind", async () => {
  const held = fixture.pipe("held");
  const alive = createReadStream(held);
  process.env.HELD = held;
  process.env.GATE = fixture.pipe("gate");
  try {
    const controller = new AbortController();
    const getting = getTool(fixture.setting, "hello", { signal: controller.signal });
    await once(alive, "data");
    controller.abort();
    await expect(getting).rejects.toThrow("abort");
    expect(entries()).toEqual([]);
  } finally {
    delete process.env.HELD;
    delete process.env.GATE;
  }
});

it("prune removes other versions and leftovers, keeps the current one, and leaves a busy tool alone", async () => {
  const old = await getTool(fixture.setting, "hello");
  fixture.write("root/go/hello/go.sum", "another v1.0.0 h1:x=\n");
  const current = await getTool(fixture.setting, "hello");
  await withLock(lockName(fixture.setting.cache, "hello"), async () => {
    expect(await pruneTools(fixture.setting)).toEqual({ removed: [], busy: ["hello"] });
  });
  const { removed } = await pruneTools(fixture.setting);
  expect(removed.map((r) => r.path)).toEqual([join(old.path, "../..")]);
  expect(removed[0]?.bytes).toBeGreaterThan(10);
  expect(entries()).toHaveLength(1);
  expect((await findTool(fixture.setting, "hello"))?.path).toBe(current.path);
  const gone = { ...fixture.setting, tools: [] };
  expect((await pruneTools(gone)).removed).toHaveLength(1);
});
