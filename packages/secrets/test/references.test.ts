import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "@logstead/base";
import { describe, expect, it } from "vitest";
import { openSecrets } from "../src/index.ts";
import { site, throwAway } from "./fixture.ts";

const folder = throwAway();
const secrets = openSecrets(site(folder, "state"));

const problemOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("references to secrets", () => {
  it("reads a variable and a file, without the file's last line end", async () => {
    process.env.SAMPLE_TOKEN = "from the environment";
    writeFileSync(join(folder, "token"), "from a file\n");
    expect(await secrets.get("env:SAMPLE_TOKEN")).toBe("from the environment");
    expect(await secrets.get(`file:${join(folder, "token")}`)).toBe("from a file");
  });

  it("says which variable or file is missing", async () => {
    expect(await problemOf(() => secrets.get("env:NOT_SET_ANYWHERE"))).toMatch(/NOT_SET_ANYWHERE is not set/);
    expect(await problemOf(() => secrets.get("file:/no/such/file"))).toMatch(/\/no\/such\/file is not there/);
  });

  it("does not repeat what may be a secret written in place of a reference", async () => {
    const text = await problemOf(() => secrets.get("hunter2hunter2"));
    expect(text).toContain("secret:NAME, env:VARIABLE or file:/path");
    expect(text).not.toContain("hunter2");
  });

  it.each(["../escape", "UPPER", "", "a".repeat(64), "-a"])("refuses the name %j", async (name) => {
    expect(await problemOf(() => secrets.set(name, "value"))).toContain("[secret-name]");
  });

  it.each([
    ["", "it is empty"],
    ["a\0b", "it holds a NUL"],
    ["x".repeat(70_000), "70000 bytes"],
  ])("refuses a value that cannot be kept, without showing it", async (value, why) => {
    const text = await problemOf(() => secrets.set("name", value));
    expect(text).toContain(why);
    expect(text.length).toBeLessThan(300);
  });
});
