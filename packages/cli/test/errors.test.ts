import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { report } from "../src/report.ts";
import { logstead, main, throwAway } from "./logstead.ts";

const folder = throwAway("errors");

describe("the command line", () => {
  it("suggests the nearest verb", async () => {
    const { code, err } = await logstead(["inventroy"]);
    expect(code).toBe(2);
    expect(err).toContain("Did you mean 'inventory'?");
  });

  it("shows the overview without a verb, and a verb's help by `help VERB`", async () => {
    const overview = await logstead([]);
    expect(overview).toMatchObject({ code: 0, err: "" });
    expect(overview.out).toContain("Exit codes: 0 ok, 1 found problems");
    expect((await logstead(["help", "doctor"])).out).toMatch(/^Usage: logstead doctor/);
  });

  it("answers a user's mistake without a stack trace", async () => {
    const file = join(folder, "bad.yaml");
    writeFileSync(file, "site: {name: UPPER}\nhosts: 5\n");
    for (const args of [
      ["inventory", "show", "--env", file],
      ["secrets", "list", "--env", "nowhere"],
    ]) {
      const { code, err } = await logstead(args);
      expect(code).toBeGreaterThan(0);
      expect(err).toContain("fix:");
      expect(err).not.toMatch(/^\s+at /m);
    }
  });

  it("calls a disk that refuses the outside world", async () => {
    const state = join(folder, "no-folder");
    writeFileSync(state, "a file where a folder should be");
    const { code, err } = await logstead(["secrets", "ensure", "--env", "lab"], {
      env: { XDG_STATE_HOME: state },
    });
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringMatching(/^logstead: .* \[E\w+\]$/) });
  });

  it("calls everything unexpected a bug, in two lines, with the stack only for LOGSTEAD_DEBUG", () => {
    const module = join(import.meta.dirname, "../src/report.ts");
    const code = `import { report } from ${JSON.stringify(module)};
      process.exitCode = report(new TypeError("x is not a function\\nsecond line"));`;
    const run = (env: Record<string, string>) =>
      spawnSync(process.execPath, ["--input-type=module", "-e", code], {
        encoding: "utf8",
        env: { PATH: process.env.PATH, ...env },
      });
    const plain = run({});
    expect(plain.status).toBe(70);
    expect(plain.stderr.trim().split("\n")).toHaveLength(2);
    expect(plain.stderr).toMatch(/internal error: x is not a function\n {2}fix: /);
    expect(run({ LOGSTEAD_DEBUG: "1" }).stderr).toMatch(/^\s+at /m);
  });

  it("does not mind a reader that goes away", () => {
    const command = `${process.execPath} ${main} inventory schema | head -c 10 > /dev/null; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
  });

  it("prints no colours into a pipe, nor with NO_COLOR on a terminal", async () => {
    const piped = await logstead(["inventory", "check", "lab"]);
    expect(piped.out).not.toContain("\u001b");
    mkdirSync(join(folder, "tty"));
    const onTerminal = (env: Record<string, string>) =>
      spawnSync("script", ["-qec", `${process.execPath} ${main} inventory check lab`, "/dev/null"], {
        encoding: "utf8",
        env: { PATH: process.env.PATH, TERM: "xterm", ...env },
      }).stdout;
    expect(onTerminal({})).toContain("\u001b[");
    expect(onTerminal({ NO_COLOR: "1" })).not.toContain("\u001b[");
  });
});

it("report knows what commander says", async () => {
  const { CommanderError } = await import("commander");
  expect(report(new CommanderError(1, "commander.unknownOption", ""))).toBe(2);
  expect(report(new CommanderError(0, "commander.helpDisplayed", ""))).toBe(0);
});
