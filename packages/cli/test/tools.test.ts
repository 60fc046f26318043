import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ExitCode } from "@logstead/base";
import { afterAll, describe, expect, it } from "vitest";

const cache = mkdtempSync(join(tmpdir(), "logstead-cli-tools-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const main = resolve(import.meta.dirname, "../src/main.ts");
const tools = (...args: string[]) =>
  spawnSync(process.execPath, [main, "tools", ...args], {
    encoding: "utf8",
    env: { ...process.env, XDG_CACHE_HOME: cache, PATH: "/usr/bin:/bin", NO_COLOR: "1" },
  });

describe("./logstead tools", () => {
  it("lists every program, as a table and as JSON", () => {
    const states = JSON.parse(tools("list", "--output", "json").stdout) as { name: string; state: string }[];
    expect(states.map((s) => s.name)).toEqual(expect.arrayContaining(["loki", "promtail", "ansible", "n8n"]));
    const { stdout } = tools();
    for (const { name } of states) expect(stdout).toMatch(new RegExp(`^${name}\\b`, "m"));
    expect(stdout).toMatch(/^loki \(logcli, lokitool\) .*(absent|on PATH)/m);
  });

  it("prunes nothing from an empty cache", () => {
    expect(JSON.parse(tools("prune", "--output", "json").stdout)).toEqual({
      removed: [],
      busy: [],
      bytes: 0,
    });
  });

  it("names the nearest program for a wrong name, without a stack trace", () => {
    const { status, stderr } = tools("get", "promtial");
    expect(status).toBe(ExitCode.usage);
    expect(stderr).toContain("did you mean 'promtail'?");
    expect(stderr).not.toContain("    at ");
  });

  it("says what is missing on a bare machine: no Go, and no Alloy", () => {
    const { status, stderr } = tools("get", "age", "alloy");
    expect(status).toBe(ExitCode.outside);
    expect(stderr).toMatch(/\[tools\.no-go\][\s\S]*fix: {2}install Go/);
    expect(stderr).toMatch(/\[tools\.absent\][\s\S]*counted as skipped/);
  });

  it("has an example in its help", () => {
    expect(tools("--help").stdout).toContain("./logstead tools get loki promtail");
  });
});
