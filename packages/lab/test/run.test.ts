import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { run } from "../src/run.ts";

test("a program that takes too long is killed and answers 137, as in a shell", async () => {
  expect(await run("sleep", ["60"], { timeoutMs: 50 })).toMatchObject({ code: 137 });
});

test("a program's own exit code is kept when it ends in time", async () => {
  expect(await run("sh", ["-c", "echo out; echo err >&2; exit 7"], { timeoutMs: 60_000 })).toEqual({
    code: 7,
    stdout: "out\n",
    stderr: "err\n",
  });
});

test("the time limit of a missing program does not keep the process", async () => {
  const source = fileURLToPath(new URL("../src/run.ts", import.meta.url));
  const script = `
    import { run } from ${JSON.stringify(source)};
    await run("no-such-program", [], { timeoutMs: 600_000 }).catch((error) => console.log(error.problems[0].code));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    timeout: 20_000,
  });
  expect(stdout.trim()).toBe("lab-no-program");
});
