import { execFile } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { stateDir } from "@logstead/base";
import { describe, expect, it } from "vitest";
import { openSecrets } from "../src/index.ts";
import { site, throwAway } from "./fixture.ts";

const folder = throwAway();

describe("the state store of a lab", () => {
  it("makes a strong value at first use and keeps it", async () => {
    const lab = site(folder, "state", [], "first");
    const value = await openSecrets(lab).get("secret:redaction-salt");
    expect(Buffer.from(value, "base64url")).toHaveLength(32);
    expect(await openSecrets(lab).get("secret:redaction-salt")).toBe(value);
    expect(await openSecrets(lab).get("secret:other")).not.toBe(value);
  });

  it("lets nobody but its owner in, and leaves no other file", async () => {
    const secrets = openSecrets(site(folder, "state", [], "modes"));
    await secrets.ensure(["one", "two"]);
    await secrets.set("one", "changed");
    const place = stateDir("secrets", "modes");
    expect(statSync(place).mode & 0o777).toBe(0o700);
    expect(readdirSync(place)).toEqual(["one", "two"]);
    for (const name of readdirSync(place)) expect(statSync(join(place, name)).mode & 0o777).toBe(0o600);
  });

  it("ensures only what is missing", async () => {
    const secrets = openSecrets(site(folder, "state", [], "ensure"));
    await secrets.set("given", "by hand");
    expect(await secrets.ensure(["given", "made"])).toEqual(["made"]);
    expect(await secrets.ensure(["given", "made"])).toEqual([]);
    expect(await secrets.get("secret:given")).toBe("by hand");
    expect(await secrets.list()).toEqual(["given", "made"]);
  });

  it("gives several processes that ask first at the same moment one value", async () => {
    const module = resolve(import.meta.dirname, "../src/index.ts");
    const code = `const { openSecrets } = await import(${JSON.stringify(module)});
      const site = { environment: "race", file: "x.yaml", secrets: { store: "state", recipients: [] } };
      process.stdout.write(await openSecrets(site).get("secret:token"));`;
    const ask = () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", code]);
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(new Set(answers.map((a) => a.stdout)).size).toBe(1);
    expect(answers[0]?.stdout).toHaveLength(43);
  });

  it("keeps environments apart", async () => {
    const a = await openSecrets(site(folder, "state", [], "a")).get("secret:token");
    const b = await openSecrets(site(folder, "state", [], "b")).get("secret:token");
    expect(a).not.toBe(b);
  });
});
