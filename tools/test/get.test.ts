import { appendFileSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { ExitCode, ProblemError } from "@logstead/base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findTool } from "../src/find.ts";
import { getTool } from "../src/get.ts";
import { listTools } from "../src/list.ts";
import type { Progress } from "../src/types.ts";
import { Fixture, hello, script } from "./fixture.ts";

let fixture: Fixture;
beforeEach(() => {
  fixture = new Fixture();
});
afterEach(() => fixture.end());

const refusal = async (work: Promise<unknown>): Promise<ProblemError> => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
};

describe("a program on PATH", () => {
  it("is used when its version is right, and nothing is built", async () => {
    script(join(fixture.bin, "hello"), "#!/bin/sh\necho hello 1.2.3\n");
    const tool = await getTool(fixture.setting, "hello");
    expect(tool).toMatchObject({ from: "path", version: "1.2.3", path: join(fixture.bin, "hello") });
    expect(fixture.runs).toBe(0);
    expect((await listTools(fixture.setting))[0]).toMatchObject({ state: "on PATH" });
  });

  it("is passed over when its version is another, and that is said", async () => {
    script(join(fixture.bin, "hello"), "#!/bin/sh\necho hello 1.2.30\n");
    const told: Progress[] = [];
    const tool = await getTool(fixture.setting, "hello", { onProgress: (p) => told.push(p) });
    expect(tool.from).toBe("cache");
    expect(told[0]).toMatchObject({ step: "note", message: expect.stringContaining("1.2.30") });
    expect(told.map((p) => p.step)).toEqual(["note", "build", "done"]);
  });

  it("may be newer where the distribution decides, and is asked again when it changes", async () => {
    const setting = { ...fixture.setting, tools: [{ ...hello, accept: "atLeast" as const }] };
    script(join(fixture.bin, "hello"), "#!/bin/sh\necho hello 1.10.0\n");
    expect((await findTool(setting, "hello"))?.version).toBe("1.10.0");
    script(join(fixture.bin, "hello"), "#!/bin/sh\necho hello 1.2.2\n");
    expect(await findTool(setting, "hello")).toBeUndefined();
  });

  it("is the only way for a tool that is never fetched", async () => {
    const tools = [{ ...hello, source: { kind: "path" as const, hint: "put hello on PATH" } }];
    const error = await refusal(getTool({ ...fixture.setting, tools }, "hello"));
    expect(error.problems[0]).toMatchObject({ code: "tools.absent", fix: "put hello on PATH" });
  });
});

describe("the cache", () => {
  it("is filled once, and puts the program's folder first on PATH", async () => {
    const first = await getTool(fixture.setting, "hello");
    const second = await getTool(fixture.setting, "hello");
    expect(second).toEqual(first);
    expect(first.env.PATH.startsWith(`${dirname(first.path)}:`)).toBe(true);
    expect(fixture.runs).toBe(1);
    expect(readFileSync(first.path, "utf8")).toContain("hello 1.2.3");
  });

  it("has one build for many callers of one process", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => getTool(fixture.setting, "hello")));
    expect(new Set(all.map((tool) => tool.path)).size).toBe(1);
    expect(fixture.runs).toBe(1);
  });

  it("makes another entry when the lock changes", async () => {
    const before = await getTool(fixture.setting, "hello");
    fixture.write("root/go/hello/go.sum", "another v1.0.0 h1:x=\n");
    expect(await findTool(fixture.setting, "hello")).toBeUndefined();
    const after = await getTool(fixture.setting, "hello");
    expect(after.path).not.toBe(before.path);
    expect(fixture.runs).toBe(2);
  });

  it("finds a damaged program and makes it again", async () => {
    const { path } = await getTool(fixture.setting, "hello");
    appendFileSync(path, "echo damaged\n");
    expect((await listTools(fixture.setting))[0]).toMatchObject({ state: "damaged" });
    const told: Progress[] = [];
    await getTool(fixture.setting, "hello", { onProgress: (p) => told.push(p) });
    expect(told[0]?.message).toContain("damaged");
    expect(readFileSync(path, "utf8")).not.toContain("damaged");
    expect(fixture.runs).toBe(2);
  });

  it("reads a program again when only its time changed, and then trusts it", async () => {
    const { path } = await getTool(fixture.setting, "hello");
    utimesSync(path, 1, 1);
    await getTool(fixture.setting, "hello");
    expect(fixture.runs).toBe(1);
    const record = JSON.parse(readFileSync(join(path, "../../entry.json"), "utf8"));
    expect(record.programs.hello.mtimeMs).toBe(statSync(path).mtimeMs);
  });

  it("finds damage beside the program when asked to verify", async () => {
    const { path } = await getTool(fixture.setting, "hello");
    appendFileSync(join(path, "../../data"), "more");
    expect((await listTools(fixture.setting))[0]?.state).toBe("cached");
    expect((await listTools(fixture.setting, { verify: true }))[0]?.state).toBe("damaged");
  });
});

describe("a build that fails", () => {
  const left = () => readdirSync(join(fixture.setting.cache, "hello"));

  it("names the log, what was printed, and the fix, and leaves nothing", async () => {
    fixture.write("broken", "some.go:3: undefined: x\n");
    const error = await refusal(getTool(fixture.setting, "hello"));
    expect(error.exitCode).toBe(ExitCode.outside);
    expect(error.problems[0]).toMatchObject({
      code: "tools.step-failed",
      got: expect.stringContaining("undefined: x"),
      file: expect.stringMatching(/hello\.log$/),
      fix: expect.stringContaining("run the same command again"),
    });
    expect(left()).toEqual([]);
  });

  it.each([
    ["dial tcp: lookup example.invalid: no such host", "network"],
    ["write x: no space left on device", "disk"],
  ])("says what to do about %j", async (text, hint) => {
    fixture.write("broken", text);
    const error = await refusal(getTool(fixture.setting, "hello"));
    expect(error.problems[0]?.fix).toContain(hint);
  });

  it("is one that answers with another version", async () => {
    fixture.write("answer", "1.2.4");
    const error = await refusal(getTool(fixture.setting, "hello"));
    expect(error.problems[0]).toMatchObject({ code: "tools.wrong-version", got: "1.2.4", want: "1.2.3" });
    expect(left()).toEqual([]);
  });

  it("is one for a name nobody knows: wrong usage, with the nearest name", async () => {
    const error = await refusal(getTool(fixture.setting, "helo"));
    expect(error.exitCode).toBe(ExitCode.usage);
    expect(error.problems[0]?.fix).toContain("'hello'");
  });
});
