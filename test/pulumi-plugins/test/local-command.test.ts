import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Properties, secret } from "../src/kit/values.ts";
import { type FakeEngine, startEngine } from "./support/engine.ts";
import { messageFor, type Request, type RunningPlugin, startProvider } from "./support/plugin.ts";
import { standIn } from "./support/recorded.ts";

let engine: FakeEngine;
let plugin: RunningPlugin;
beforeEach(async () => {
  engine = await startEngine();
  plugin = await startProvider(standIn, {}, engine.address);
});
afterEach(async () => {
  await plugin.stop();
  engine.stop();
});

const create = (inputs: Properties, more: Partial<Request> = {}) =>
  plugin.call("create", messageFor({ call: "create", inputs, ...more }));
const errorOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (error: { details: string }) => error.details,
  );

/** A child of the command's shell, which must not outlive it. */
const withChild = `sh -c 'echo "pid $$"; exec sleep 600' & wait`;

async function childPid(): Promise<number> {
  return Number((await engine.logged(/^pid \d+$/)).slice(4));
}

/** Whether it runs; what ended and was not waited for by anyone yet does not. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("errors of a local command", () => {
  it("do not show the command, its environment or its input", async () => {
    const error = await errorOf(
      create({
        create: "echo printed; exit 3 # command-marker",
        environment: { A: "environment-marker" },
        stdin: "stdin-marker",
      }),
    );
    expect(error).toBe("exit status 3:\nprinted\n");
  });

  it("do not show a secret that the command prints, not even a line of it", async () => {
    const inputs = {
      create: "echo token=$A; tac; exit 1",
      environment: { A: secret("hunter2") },
      stdin: secret("first line\nsecond line\n"),
    };
    const error = await errorOf(create(inputs));
    expect(error).toBe("exit status 1:\ntoken=[secret]\n[secret]\n[secret]\n");
    expect(JSON.stringify(engine.logs)).not.toMatch(/hunter2|first line/);
  });

  it("show the end of a long output and how much is left out", async () => {
    const error = await errorOf(create({ create: "seq 1 10000; exit 1" }));
    expect(error).toContain("characters before this left out)");
    expect(error.length).toBeLessThan(17_000);
    expect(error).toMatch(/\n10000\n$/);
  });

  it("name the program or folder that is not there", async () => {
    expect(await errorOf(create({ create: "x", interpreter: ["/no/such"] }))).toContain(
      "could not start /no/such",
    );
    expect(await errorOf(create({ create: "x", dir: "/no/such" }))).toContain("in /no/such");
  });
});

describe("output while a local command runs", () => {
  const both = "echo out; echo err >&2";
  it.each([
    { logging: undefined, shown: ["err", "out"] },
    { logging: "stdoutAndStderr", shown: ["err", "out"] },
    { logging: "stdout", shown: ["out"] },
    { logging: "stderr", shown: ["err"] },
    { logging: "none", shown: [] },
  ])("is shown as logging $logging says", async ({ logging, shown }) => {
    await create({ create: both, ...(logging && { logging }) });
    // The log of a second command comes after those of the first.
    await create({ create: "echo last" });
    await engine.logged(/^last$/);
    const before = engine.logs.filter(({ message }) => message !== "last");
    expect(before.map(({ message }) => message).sort()).toEqual(shown);
    expect(before.every(({ status }) => status)).toBe(true);
  });
});

describe("a local command that runs", () => {
  it("is ended with its children when the update is cancelled, and no other starts", async () => {
    const running = errorOf(create({ create: withChild }));
    const pid = await childPid();
    await plugin.call("cancel", messageFor({ call: "cancel" }));
    expect(await running).toMatch(/^cancelled/);
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(await errorOf(create({ create: "echo late" }))).toMatch(/^cancelled/);
  });

  it("is ended with its children when its own timeout is over", async () => {
    const error = await errorOf(create({ create: withChild }, { timeout: 1 }));
    expect(error).toMatch(/^timed out/);
    const pid = await childPid();
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it("is ended with its children when the plugin is told to end", async () => {
    create({ create: withChild }).catch(() => {});
    const pid = await childPid();
    await plugin.stop();
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it("is ended with the plugin when the engine is gone", async () => {
    create({ create: withChild }).catch(() => {});
    const pid = await childPid();
    const ended = once(plugin.process, "close");
    engine.stop();
    await ended;
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});
