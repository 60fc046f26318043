import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { getTool } from "../src/get.ts";
import { ask } from "../src/run.ts";
import { which } from "../src/which.ts";
import { Fixture, hello } from "./fixture.ts";

let fixture: Fixture;
beforeEach(() => {
  fixture = new Fixture();
  rmSync(join(fixture.bin, "go"));
});
afterEach(() => fixture.end());

/** The real compiler; the one test that needs it. */
it.skipIf(!which("go"))(
  "builds a Go program that says its version and holds no path of this machine",
  async () => {
    fixture.write(
      "root/go/hello/main.go",
      'package main\n\nvar version = "none"\n\nfunc main() { println("hello", version) }\n',
    );
    const source = { ...hello.source, set: { "main.version": "{version}" } } as typeof hello.source;
    const tool = await getTool({ ...fixture.setting, tools: [{ ...hello, source }] }, "hello");
    expect((await ask(tool.path, [])).out).toBe("hello 1.2.3\n");
    expect((await ask("grep", ["-c", fixture.folder, tool.path])).out).toBe("0\n");
  },
);

it("says what to install where there is no compiler", async () => {
  process.env.PATH = fixture.bin;
  await expect(getTool(fixture.setting, "hello")).rejects.toMatchObject({
    problems: [{ code: "tools.no-go", fix: expect.stringContaining("install Go") }],
  });
});
