import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBase } from "../src/index.ts";
import { until } from "../src/run.ts";
import { noLab } from "./helper.ts";

const cache = mkdtempSync(join(tmpdir(), "logstead-base-"));
const before = process.env.XDG_CACHE_HOME;
const base = join(cache, "logstead/lab/base");
const built = () =>
  existsSync(base) ? readdirSync(base).flatMap((key) => readdirSync(join(base, key))) : [];

describe.skipIf(noLab)("a base that is not built to its end", () => {
  beforeAll(() => {
    process.env.XDG_CACHE_HOME = cache;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(cache, { recursive: true, force: true });
  });

  it("because no source answers, is told with the fix and leaves nothing", async () => {
    const sources = [{ uri: "http://127.0.0.1:9/debian/", suite: "bookworm", components: ["main"] }];
    const building = ensureBase(() => {}, { sources, options: {}, architecture: "amd64" });
    await expect(building).rejects.toThrow(/lab-base(.|\n)*apt-get update/);
    expect(built()).toEqual([]);
  });

  it("because its builder is killed, builds on nowhere and is never taken for one", async () => {
    const module = JSON.stringify(new URL("../src/index.ts", import.meta.url).href);
    const code = `import { ensureBase } from ${module}; await ensureBase();`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
      stdio: "ignore",
    });
    expect(await until(() => built().some((name) => name.endsWith(".new")) || undefined, 60_000)).toBe(true);
    child.kill("SIGKILL");
    expect(await until(() => builders().length === 0 || undefined, 60_000)).toBe(true);
    expect(built().filter((name) => !name.endsWith(".new"))).toEqual([]);
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(cache);
  });
});

function builders(): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(base);
    } catch {
      return false;
    }
  });
}
