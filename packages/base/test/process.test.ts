import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../src/process.ts";

test("a program that takes too long is killed and answers 137, as in a shell", async () => {
  expect(await run("sleep", ["60"], { timeoutMs: 50 })).toMatchObject({ code: 137 });
});

test("a program's own exit code and both of its outputs are kept as they are", async () => {
  expect(await run("sh", ["-c", "echo out; echo err >&2; exit 7"], { timeoutMs: 60_000 })).toEqual({
    code: 7,
    stdout: "out\n",
    stderr: "err\n",
  });
});

test("a missing program answers 127 at once, whatever its time limit", async () => {
  const ran = await run("no-such-program", [], { timeoutMs: 600_000 });
  expect(ran).toMatchObject({ code: 127, stdout: "" });
  expect(ran.stderr).toContain("no-such-program");
});

test("a program that is called off answers 130", async () => {
  const controller = new AbortController();
  const ended = run("sleep", ["60"], { signal: controller.signal });
  controller.abort();
  expect(await ended).toMatchObject({ code: 130 });
});

test("input that a program does not read is no failure", async () => {
  expect(await run("true", [], { input: "x".repeat(1_000_000) })).toEqual({
    code: 0,
    stdout: "",
    stderr: "",
  });
});

test("lines are handed out whole, the last one also without its end", async () => {
  const lines: string[] = [];
  await run("sh", ["-c", "printf 'a\\nb'; sleep 0.1; printf 'c\\n\\nlast'"], {
    onLine: (line) => lines.push(line),
  });
  expect(lines).toEqual(["a", "bc", "", "last"]);
});

test("the environment is the one that is given, and nothing else", async () => {
  const { stdout } = await run("/usr/bin/env", [], { env: { ONLY: "this" } });
  expect(stdout).toBe("ONLY=this\n");
});

test("open files take what is printed and give what is read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "process-"));
  const said = join(folder, "said");
  const out = openSync(said, "w");
  expect(await run("sh", ["-c", "echo out; echo err >&2"], { into: { stdout: out, stderr: out } })).toEqual({
    code: 0,
    stdout: "",
    stderr: "",
  });
  closeSync(out);
  const input = openSync(said, "r");
  expect((await run("cat", [], { input })).stdout).toBe("out\nerr\n");
  closeSync(input);
  rmSync(folder, { recursive: true });
});
