import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { artifactsDir, stateDir } from "@logstead/base";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { suiteState } from "../src/index.ts";

const dir = mkdtempSync(join(tmpdir(), "logstead-suite-"));
const before = process.env.XDG_STATE_HOME;
beforeEach(() => {
  process.env.XDG_STATE_HOME = dir;
});
afterAll(() => {
  if (before === undefined) delete process.env.XDG_STATE_HOME;
  else process.env.XDG_STATE_HOME = before;
  rmSync(dir, { recursive: true, force: true });
});

const write = (path: string) => {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, "");
};

describe("the state of a suite", () => {
  it("is of the process's own, and gone after it", async () => {
    const [state, artifacts] = [stateDir(), artifactsDir()];
    const end = await suiteState("one");
    expect(stateDir()).toBe(join(state, "suites", `one-${process.pid}`, "logstead"));
    expect(artifactsDir()).not.toBe(artifacts);
    for (const path of [stateDir("secrets/lab"), join(artifactsDir(), "loki")]) write(path);
    await end();
    expect([stateDir(), artifactsDir()]).toEqual([state, artifacts]);
    expect(existsSync(join(state, "suites", `one-${process.pid}`))).toBe(false);
  });

  it("keeps the logs of failed scenarios, and nothing else", async () => {
    const end = await suiteState("two");
    const logs = stateDir("molecule/loki-default-1/converge.log");
    const secret = stateDir("secrets/lab");
    for (const path of [logs, secret, join(artifactsDir(), "loki")]) write(path);
    const folders = [artifactsDir(), secret];
    await end();
    expect(existsSync(logs)).toBe(true);
    expect(folders.filter((path) => existsSync(path))).toEqual([]);
  });

  it("takes away what a killed run of the suite has left, and nothing of others", async () => {
    const states = ["three-99999999", `three-${process.ppid}`, "four-99999999"];
    for (const name of states) write(stateDir("suites", name, "logstead/secrets"));
    const folders = states.map((name) => stateDir("suites", name));
    const end = await suiteState("three");
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, true, true]);
    await end();
  });
});
