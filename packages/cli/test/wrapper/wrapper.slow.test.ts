import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { cloneHere, cloneWithToolchain, installed, wrapper } from "./clone.ts";

const greeting = /^logstead \d+\.\d+\.\d+ \(node 24\./;

/** Kills the wrapper and all it started as soon as `when` says so, or lets it end if that comes first. */
async function killed(folder: string, when: () => boolean): Promise<boolean> {
  const run = wrapper(folder, ["version"], { detached: true });
  let ended = false;
  const end = run.then(({ exitCode }) => {
    ended = true;
    return exitCode !== 0;
  });
  while (!ended && !when()) await pause(1);
  if (!ended) process.kill(-(run.pid as number), "SIGKILL");
  return end;
}

describe("./logstead on a fresh clone", () => {
  it("sets everything up once for two calls at once, and the next call does nothing but its work", async () => {
    const clone = await cloneHere();
    const both = await Promise.all([wrapper(clone), wrapper(clone)]);
    for (const one of both)
      expect(one).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(greeting) });
    const said = both.map((one) => one.stderr).join("\n");
    expect(said.match(/getting Node and pnpm/g)).toHaveLength(1);
    expect(said.match(/another call is setting this clone up/g)).toHaveLength(1);
    expect(await wrapper(clone)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(greeting),
      stderr: "",
    });
  });

  it("repairs itself after kill -9 at any step of getting Node and pnpm", async () => {
    const clone = await cloneHere();
    const made = (path: string) => () => existsSync(join(clone, ".tools", path));
    const steps = ["lock", "toolchain.new", "toolchain.new/package-lock.json", "toolchain.new/node_modules"];
    for (const step of steps) {
      rmSync(join(clone, ".tools/toolchain.new"), { recursive: true, force: true });
      expect(await killed(clone, made(step))).toBe(true);
      expect(existsSync(join(clone, ".tools/toolchain"))).toBe(false);
    }
    expect(await wrapper(clone)).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(greeting) });
  });

  it("repairs itself after kill -9 at any moment of pnpm install", async () => {
    const reference = await cloneWithToolchain();
    expect((await wrapper(reference)).exitCode).toBe(0);
    const clone = await cloneWithToolchain();
    const log = () =>
      existsSync(join(clone, ".tools/install.log"))
        ? readFileSync(join(clone, ".tools/install.log"), "utf8")
        : "";
    const moments = [
      () => log() !== "",
      () => existsSync(join(clone, "node_modules")),
      () => existsSync(join(clone, "node_modules/.pnpm")),
      ...[40, 120, 250, 400].map((ms) => after(ms, () => existsSync(join(clone, "node_modules")))),
    ];
    for (const moment of moments) {
      rmSync(join(clone, ".tools/install.log"), { force: true });
      await killed(clone, moment);
    }
    expect(await wrapper(clone)).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(greeting) });
    // A killed pnpm may leave a staging folder behind, which no name leads to; nothing may be missing.
    const [here, there] = [new Set(installed(clone)), new Set(installed(reference))];
    expect([...there.difference(here)]).toEqual([]);
    expect([...here.difference(there)].filter((path) => !path.includes("-stage_"))).toEqual([]);
  });

  it("says what is missing, with exit code 3", async () => {
    const clone = await cloneHere();
    const bin = join(clone, ".bin");
    mkdirSync(bin);
    const basics = [
      "cat",
      "cut",
      "dirname",
      "flock",
      "mkdir",
      "rm",
      "cp",
      "ln",
      "mv",
      "sha256sum",
      "tail",
      "uname",
    ];
    for (const program of basics) symlinkSync(`/usr/bin/${program}`, join(bin, program));
    const { exitCode, stderr } = await wrapper(clone, ["version"], { env: { PATH: bin } });
    expect(exitCode).toBe(3);
    expect(stderr).toBe(
      "logstead: 'npm' is missing. Fix: install Node.js 20 or newer with npm, e.g. apt-get install nodejs npm",
    );
  });
});

/** True `ms` after `first` became true. */
function after(ms: number, first: () => boolean): () => boolean {
  let since: number | undefined;
  return () => {
    if (since === undefined && first()) since = performance.now();
    return since !== undefined && performance.now() - since >= ms;
  };
}
